using System.Text.Json.Serialization;

namespace VaeLab.Data;

/// <summary>How a folder of images is read.</summary>
public sealed record ImageOptions
{
    /// <summary>The members as options, in the order of a help text.</summary>
    public static IReadOnlyList<Setting<ImageOptions>> Settings { get; } =
    [
        Setting.Choice<ImageOptions, ImageColours>(nameof(Colours), "--colours", "gray, or rgb for three channels", o => o.Colours, (o, value) => o with { Colours = value }),
        Setting.Other<ImageOptions>(
            nameof(Size), "--size", "WxH", "scale all images to this width and height, for example 64x48", o => o.Size?.ToString() ?? string.Empty,
            (o, text) => o with { Size = ImageSize.Parse(text) }, (o, path) => o.Size is { } size && !IsSound(size)
                ? [FormattableString.Invariant($"{path} is {size}; each side needs 1 to {SampleShape.MaxSide} pixels, for example 64x48.")]
                : []),
        Setting.Choice<ImageOptions, ImageFit>(nameof(Fit), "--fit", "how: crop the middle, pad with the background, or stretch", o => o.Fit, (o, value) => o with { Fit = value })
            .OnlyIf(o => o.Size is not null, $"{nameof(ImageOptions)}.{nameof(Size)}"),
        Setting.Other<ImageOptions>(
            nameof(Background), "--background", "COLOUR", "under transparent pixels and around padded images: white, 0 to 255, #rrggbb",
            o => o.Background ?? string.Empty, (o, text) => o with { Background = Checked(text) }, (o, path) => BackgroundFault(o.Background, path)),
        Setting.Flag<ImageOptions>(nameof(Invert), "--invert", "turn dark into light: x becomes 1 − x", o => o.Invert, (o, value) => o with { Invert = value }),
        Setting.Flag<ImageOptions>(nameof(SkipBroken), "--skip-broken", "leave out images that cannot be read, and list them", o => o.SkipBroken, (o, value) => o with { SkipBroken = value }),
    ];

    /// <summary>Whether images become gray or stay in colour.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImageColours Colours { get; init; }

    /// <summary>The size that all images are scaled to; null for the one size that they must have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImageSize? Size { get; init; }

    /// <summary>How an image of other proportions is brought to <see cref="Size"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImageFit Fit { get; init; }

    /// <summary>
    /// The colour under transparent pixels and around padded images: <c>black</c>, <c>white</c>, a gray value from 0 to 255, or
    /// <c>#rrggbb</c>. Null for the one of black and white on which all transparent images together have more contrast; without such images
    /// it is black.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Background { get; init; }

    /// <summary>Whether x becomes 1 − x, after all else: ink on paper becomes light on a dark ground, as in MNIST.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Invert { get; init; }

    /// <summary>Whether images that cannot be read are left out and listed; otherwise they are a fault.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SkipBroken { get; init; }

    /// <summary>Channels of a sample: 1 or 3.</summary>
    internal int Channels => Colours == ImageColours.Rgb ? 3 : 1;

    /// <summary>What is wrong, each fault in a sentence.</summary>
    public IEnumerable<string> Faults() => Settings.SelectMany(setting => setting.Faults(this));

    private static bool IsSound(ImageSize size) => size is { Width: >= 1 and <= SampleShape.MaxSide, Height: >= 1 and <= SampleShape.MaxSide } && (long)size.Width * size.Height <= PngFile.MaxPixels;

    private static string Checked(string text)
    {
        _ = Rgb.Parse(text);
        return text;
    }

    private static IEnumerable<string> BackgroundFault(string? background, string path)
    {
        try
        {
            if (background is not null)
                _ = Rgb.Parse(background);
            return [];
        }
        catch (FormatException need)
        {
            return [$"{path} is '{background}'; it needs {need.Message}."];
        }
    }
}
