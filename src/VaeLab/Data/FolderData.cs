namespace VaeLab.Data;

/// <summary>What the files of a folder hold.</summary>
/// <param name="Training">The training samples; the last ones are the validation samples.</param>
/// <param name="Validation">How many of these the folder says are for validation; null if it does not say.</param>
/// <param name="Test">The test samples, or null.</param>
/// <param name="Notes">What was changed and left out.</param>
/// <param name="Undivided">All samples, if nothing in the folder says which of them are for what; otherwise null.</param>
internal sealed record FolderData(SampleSet Training, int? Validation, SampleSet? Test, ReaderNotes Notes, SampleSet? Undivided = null);
