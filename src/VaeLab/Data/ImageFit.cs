using System.Text.Json.Serialization;
using VaeLab.Formats;

namespace VaeLab.Data;

/// <summary>How an image is brought to a size that has other proportions.</summary>
[JsonConverter(typeof(KebabCaseEnum<ImageFit>))]
public enum ImageFit
{
    /// <summary>It fills the size, and what hangs over on two sides is cut off: its middle stays.</summary>
    Crop,

    /// <summary>It fits into the size whole, in the middle of its background.</summary>
    Pad,

    /// <summary>It is stretched to the size, and its proportions change.</summary>
    Stretch,
}
