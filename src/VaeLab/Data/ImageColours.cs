using System.Text.Json.Serialization;
using VaeLab.Formats;

namespace VaeLab.Data;

/// <summary>What becomes of the colours of images.</summary>
[JsonConverter(typeof(KebabCaseEnum<ImageColours>))]
public enum ImageColours
{
    /// <summary>One channel: the luma, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, as Pillow and torchvision do it).</summary>
    Gray,

    /// <summary>Three channels: red, green and blue.</summary>
    Rgb,
}
