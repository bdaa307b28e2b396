using System.Text;
using System.Text.Json;
using VaeLab.Formats;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary>
/// <c>checkpoint.safetensors</c>: all that a training has learnt and remembers. Its tensors are the weights, the optimizer's
/// moments (<c>adam.first.…</c>, <c>adam.second.…</c>), the average of the weights and the weights kept from an earlier epoch;
/// its metadata say how far the training is, and of which configuration. Random numbers have no state: they follow from the
/// seed and the position.
/// </summary>
internal static class Checkpoint
{
    private const string ConfigKey = StoredModel.ConfigKey, ProgressKey = "vaelab_progress";

    /// <summary>Writes the state of a training between two steps.</summary>
    public static void Write(Stream stream, Trainer trainer, string config) => SafeTensors.Write(stream, trainer.State, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ConfigKey] = config,
        [ProgressKey] = JsonSerializer.Serialize(trainer.Progress, RunJson.Line.TrainingProgress),
    });

    /// <summary>Puts a training where it was when the checkpoint was written.</summary>
    /// <exception cref="InputException">The file is not sound, or of another training.</exception>
    public static void Restore(StoredTensors file, Trainer trainer, RunConfig config)
    {
        if (!file.Metadata.TryGetValue(ConfigKey, out string? writtenFor) || !config.IsSame(RunConfig.Parse(Encoding.UTF8.GetBytes(writtenFor), file.Path)))
            throw new InputException($"Checkpoint '{file.Path}' is of another configuration than the config.json beside it: put that back as it was, or train anew.");

        TrainingProgress? progress = null;
        try
        {
            progress = JsonSerializer.Deserialize(file.Metadata.GetValueOrDefault(ProgressKey, "null"), RunJson.Line.TrainingProgress);
        }
        catch (JsonException)
        {
            // Said below.
        }

        if (progress is null || !trainer.CanBeAt(progress))
            throw new InputException($"Checkpoint '{file.Path}' does not say how far its training is: train anew.");
        trainer.Restore(progress, file.Fill);
    }
}
