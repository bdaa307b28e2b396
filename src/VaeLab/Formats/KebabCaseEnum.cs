using System.Text.Json;
using System.Text.Json.Serialization;

namespace VaeLab.Formats;

/// <summary>Choices spelt as on the command line: <c>continuous-bernoulli</c>.</summary>
internal sealed class KebabCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
