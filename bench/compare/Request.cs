namespace VaeLab.Compare;

/// <summary>What a side is asked to do: one line of JSON. Each kind reads what it needs.</summary>
/// <param name="Do">train, validate, evaluate, likelihood, shape, network, layers, memory, and about; PyTorch's products; ours peak and allocated.</param>
/// <param name="Batches">To train on, or to multiply.</param>
/// <param name="Images">To evaluate.</param>
/// <param name="Samples">For each of them.</param>
/// <param name="Width">Units of the first hidden layer.</param>
/// <param name="Batch">Images at a time.</param>
/// <param name="Latent">Latent dimensions.</param>
/// <param name="Size">Training images.</param>
internal sealed record Request(
    string Do, int Batches = 0, int Images = 0, int Samples = 0, int Width = 0, int Batch = 0, int Latent = 0, int Size = 0)
{
    /// <summary>Channels of the pictures, for a convolutional network and for layers alone.</summary>
    public int Outer { get; init; }

    /// <summary>Channels of the convolutions.</summary>
    public int[] Channels { get; init; } = [];

    /// <summary>Height and width of the pictures.</summary>
    public int Side { get; init; }

    /// <summary>Height and width of a kernel.</summary>
    public int Kernel { get; init; }
}
