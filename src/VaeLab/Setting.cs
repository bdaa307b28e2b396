namespace VaeLab;

/// <summary>
/// One option: which member of which record it is, how it is typed, what it may be and what it does. Parsing, help, faults and the
/// guide's tables are made from it.
/// Many threads may use it at once.
/// </summary>
/// <typeparam name="T">The options that it is a part of.</typeparam>
public sealed class Setting<T>
{
    private readonly Func<T, string> _text;
    private readonly Func<T, string, T> _parse;
    private readonly Func<T, IEnumerable<string>> _faults;
    private readonly Func<T, string?> _missing;

    internal Setting(
        string member,
        string name,
        string value,
        string meaning,
        Func<T, string> text,
        Func<T, string, T> parse,
        Func<T, IEnumerable<string>>? faults = null,
        Func<T, string?>? missing = null)
    {
        (Member, Name, Value, Meaning) = (member, name, value, meaning);
        (_text, _parse, _faults, _missing) = (text, parse, faults ?? (_ => []), missing ?? (_ => null));
    }

    /// <summary>The record and its member, for example <c>ModelOptions.LatentDimensions</c>: so faults name it.</summary>
    public string Member { get; }

    /// <summary>On the command line, for example <c>--latent-dim</c>.</summary>
    public string Name { get; }

    /// <summary>What stands behind the name, for example <c>N</c>.</summary>
    public string Value { get; }

    /// <summary>What it does, in a few words.</summary>
    public string Meaning { get; }

    /// <summary>Its value as it is typed; empty for nothing to say.</summary>
    /// <param name="options">The options.</param>
    public string Text(T options) => _text(options);

    /// <summary>The options with another value.</summary>
    /// <param name="options">The options.</param>
    /// <param name="text">The value as it is typed.</param>
    /// <exception cref="FormatException">It cannot be read; the message says what is needed.</exception>
    public T Parse(T options, string text) => _parse(options, text);

    /// <summary>What is wrong with its value, each fault in a sentence.</summary>
    /// <param name="options">The options.</param>
    public IEnumerable<string> Faults(T options) => _faults(options);

    /// <summary>What is missing for this to have an effect, for example <c>TrainingOptions.KlSchedule = Cyclical</c>; null if it has one.</summary>
    /// <param name="options">The options.</param>
    public string? Missing(T options) => _missing(options);

    /// <summary>The same, which has an effect only under a condition.</summary>
    /// <param name="condition">Whether it has one.</param>
    /// <param name="missing">What is missing otherwise.</param>
    public Setting<T> OnlyIf(Func<T, bool> condition, string missing) =>
        new(Member, Name, Value, Meaning, _text, _parse, _faults, options => condition(options) ? _missing(options) : missing);

    /// <summary>The same, as a part of larger options.</summary>
    /// <param name="get">Takes these options out of the larger ones.</param>
    /// <param name="set">Puts them back.</param>
    public Setting<TWhole> In<TWhole>(Func<TWhole, T> get, Func<TWhole, T, TWhole> set) => new(
        Member,
        Name,
        Value,
        Meaning,
        whole => _text(get(whole)),
        (whole, text) => set(whole, _parse(get(whole), text)),
        whole => _faults(get(whole)),
        whole => _missing(get(whole)));
}

/// <summary>Makes the settings of a record of options.</summary>
public static class Setting
{
    /// <summary>A whole number.</summary>
    /// <param name="member">The name of the member.</param>
    /// <param name="name">On the command line.</param>
    /// <param name="meaning">What it does.</param>
    /// <param name="get">Its value.</param>
    /// <param name="set">The options with another value.</param>
    /// <param name="from">The least that it may be.</param>
    /// <param name="to">The most that it may be.</param>
    /// <param name="need">What it needs to be, in words; null for a whole number between the two.</param>
    public static Setting<T> Whole<T>(
        string member, string name, string meaning, Func<T, int> get, Func<T, int, T> set, int from, int to, string? need = null)
        where T : new() => Checked(
            member, name, "N", meaning, get, set, SettingText.Whole<int>, value => SettingText.Text(value),
            value => value >= from && value <= to, need ?? FormattableString.Invariant($"a whole number from {from} to {to}"));

    /// <summary>A number.</summary>
    /// <inheritdoc cref="Whole"/>
    /// <param name="isSound">Whether it may be this number; numbers that are not finite never may.</param>
    public static Setting<T> Real<T>(
        string member, string name, string meaning, Func<T, double> get, Func<T, double, T> set, Func<double, bool> isSound, string need)
        where T : new() => Checked(
            member, name, "X", meaning, get, set, SettingText.Real, value => SettingText.Text(value), value => IsSound(value, isSound), need, note: value => InFloat32(value, isSound));

    /// <summary>A number, or none.</summary>
    /// <inheritdoc cref="Real"/>
    /// <param name="example">A sound value, as it is typed.</param>
    /// <param name="none">The word for no number; null if there is none.</param>
    public static Setting<T> Optional<T>(
        string member, string name, string meaning, Func<T, double?> get, Func<T, double?, T> set, Func<double, bool> isSound, string need, string example, string? none = null)
    {
        string needed = none is null ? need : $"{need}, or the word {none}";
        string path = Path<T>(member);
        return new(
            path, name, "X", meaning, options => get(options) is { } value ? SettingText.Text(value) : string.Empty,
            (options, text) => set(options, string.Equals(text, none, StringComparison.Ordinal) ? null : SettingText.Real(text)),
            options => get(options) is { } value && !IsSound(value, isSound)
                ? [FormattableString.Invariant($"{path} is {value}{InFloat32(value, isSound)}; it needs {needed}, for example {example}.")]
                : []);
    }

    /// <summary>One of the values of an enumeration.</summary>
    /// <inheritdoc cref="Whole"/>
    public static Setting<T> Choice<T, TChoice>(string member, string name, string meaning, Func<T, TChoice> get, Func<T, TChoice, T> set)
        where T : new()
        where TChoice : struct, Enum => Checked(
            member, name, "NAME", meaning, get, set, SettingText.Choice<TChoice>, value => Enum.IsDefined(value) ? value.Word() : value.ToString(), Enum.IsDefined,
            $"one of {SettingText.Words<TChoice>()}", example: string.Empty);

    /// <summary>Something that is done or not: a switch, with no value on the command line.</summary>
    /// <inheritdoc cref="Whole"/>
    public static Setting<T> Flag<T>(string member, string name, string meaning, Func<T, bool> get, Func<T, bool, T> set) => new(
        Path<T>(member), name, string.Empty, meaning, options => get(options) ? SettingText.On : string.Empty, (options, text) => set(options, SettingText.Flag(text)));

    /// <summary>Anything else.</summary>
    /// <inheritdoc cref="Whole"/>
    /// <param name="value">What stands behind the name.</param>
    /// <param name="text">The value as it is typed.</param>
    /// <param name="parse">The options with a value as it is typed; throws <see cref="FormatException"/> with what is needed.</param>
    /// <param name="faults">What is wrong with a value, given the member's path; null for nothing.</param>
    public static Setting<T> Other<T>(
        string member, string name, string value, string meaning, Func<T, string> text, Func<T, string, T> parse, Func<T, string, IEnumerable<string>>? faults = null)
    {
        string path = Path<T>(member);
        return new(path, name, value, meaning, text, parse, faults is null ? null : options => faults(options, path));
    }

    /// <summary>How faults name a member.</summary>
    public static string Path<T>(string member) => $"{typeof(T).Name}.{member}";

    /// <summary>Whether a number may be, and may be still as float32, in which VaeLab computes.</summary>
    private static bool IsSound(double value, Func<double, bool> isSound) => double.IsFinite(value) && isSound(value) && float.IsFinite((float)value) && isSound((float)value);

    /// <summary>What becomes of a number in float32, where it is that which is not sound; empty otherwise.</summary>
    private static string InFloat32(double value, Func<double, bool> isSound) =>
        !double.IsFinite(value) || !isSound(value) ? string.Empty
        : float.IsFinite((float)value) ? FormattableString.Invariant($", which is {(float)value} in float32")
        : ", which is beyond float32";

    private static Setting<T> Checked<T, TValue>(
        string member,
        string name,
        string value,
        string meaning,
        Func<T, TValue> get,
        Func<T, TValue, T> set,
        Func<string, TValue> read,
        Func<TValue, string> write,
        Func<TValue, bool> isSound,
        string need,
        string? example = null,
        Func<TValue, string>? note = null)
        where T : new()
    {
        string path = Path<T>(member);
        string Example() => (example ?? write(get(new T()))) is { Length: > 0 } text ? $", for example {text}" : string.Empty;
        return new(
            path, name, value, meaning, options => write(get(options)),
            (options, text) => set(options, read(text)),
            options => isSound(get(options)) ? [] : [$"{path} is {write(get(options))}{note?.Invoke(get(options))}; it needs {need}{Example()}."]);
    }
}
