namespace VaeLab.Prediction;

/// <summary>
/// Answers single samples asynchronously, and computes those that wait at the same time as one batch, which takes a fraction of their time one by one.
/// No request waits for others to come: a batch begins as soon as fewer than <see cref="Predictor.Width"/> are computing, with the requests that are there.
/// Any number of threads may use one at once. An answer has the bits that the <see cref="Predictor"/> gives.
/// <para>It helps where requests wait: with more of them at once than processors. With fewer, call the predictor itself.</para>
/// </summary>
public sealed class BatchingPredictor
{
    private readonly RequestQueue _encode, _decode, _reconstruct;

    /// <summary>Prepares to answer by a predictor, which others may use too.</summary>
    /// <param name="predictor">The predictor.</param>
    public BatchingPredictor(Predictor predictor)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        (int pixels, int code) = (predictor.Model.Pixels, predictor.Model.CodeLength);
        _encode = new(predictor.Encode, pixels, code, predictor.Width);
        _decode = new(predictor.Decode, code, pixels, predictor.Width);
        _reconstruct = new(predictor.Reconstruct, pixels, pixels, predictor.Width);
    }

    /// <summary>The code of a sample, as <see cref="Predictor.Encode(ReadOnlySpan{float}, Span{float}, ReadOnlySpan{int})"/> gives it.</summary>
    /// <param name="sample">One row. It must not change until the task ends.</param>
    /// <param name="code">Receives the code; not to be read until the task ends.</param>
    /// <param name="label">The class of the sample, for a model that sees labels; of others, none.</param>
    /// <param name="cancellationToken">Takes the request back while it waits; one that is being computed is completed.</param>
    /// <returns>Ends when the code is there, or with the exception that the predictor throws for this sample; others of its batch are not affected.</returns>
    /// <exception cref="ArgumentException">A memory has a wrong length.</exception>
    public Task EncodeAsync(ReadOnlyMemory<float> sample, Memory<float> code, int? label = null, CancellationToken cancellationToken = default) =>
        _encode.AnswerAsync(sample, code, label, (nameof(sample), nameof(code)), cancellationToken);

    /// <summary>The expected sample of a code, as <see cref="Predictor.Decode"/> gives it.</summary>
    /// <param name="code">One row. It must not change until the task ends.</param>
    /// <param name="sample">Receives the sample; not to be read until the task ends.</param>
    /// <param name="label">The class of the sample, for a model that sees labels; of others, none.</param>
    /// <param name="cancellationToken">Takes the request back while it waits; one that is being computed is completed.</param>
    /// <returns>Ends when the sample is there, or with the exception that the predictor throws for this code; others of its batch are not affected.</returns>
    /// <exception cref="ArgumentException">A memory has a wrong length.</exception>
    public Task DecodeAsync(ReadOnlyMemory<float> code, Memory<float> sample, int? label = null, CancellationToken cancellationToken = default) =>
        _decode.AnswerAsync(code, sample, label, (nameof(code), nameof(sample)), cancellationToken);

    /// <summary>What the model makes of a sample, as <see cref="Predictor.Reconstruct"/> gives it.</summary>
    /// <param name="sample">One row. It must not change until the task ends.</param>
    /// <param name="reconstruction">Receives the reconstruction; not to be read until the task ends.</param>
    /// <param name="label">The class of the sample, for a model that sees labels; of others, none.</param>
    /// <param name="cancellationToken">Takes the request back while it waits; one that is being computed is completed.</param>
    /// <returns>Ends when the reconstruction is there, or with the exception that the predictor throws for this sample; others of its batch are not affected.</returns>
    /// <exception cref="ArgumentException">A memory has a wrong length.</exception>
    public Task ReconstructAsync(ReadOnlyMemory<float> sample, Memory<float> reconstruction, int? label = null, CancellationToken cancellationToken = default) =>
        _reconstruct.AnswerAsync(sample, reconstruction, label, (nameof(sample), nameof(reconstruction)), cancellationToken);
}
