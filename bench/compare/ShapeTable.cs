using VaeLab.Compare.Report;
using static System.FormattableString;

namespace VaeLab.Compare;

/// <summary>Other widths, batches, latent spaces and amounts of data: one varied at a time, both sides in turn.</summary>
internal static class ShapeTable
{
    private const int Rounds = 3;
    private const double GflopOfStretch = 100, Apart = 0.05;

    // Nats per image: who knows no more than the mean image is above.
    private const double MostLoss = 205.8;

    private static readonly (string Varies, Shape Shape)[] s_shapes =
    [
        .. ((int[])[128, 256, 512, 1024, 2048]).Select(width => ("width", new Shape(Width: width))),
        .. ((int[])[16, 64, 256, 1024]).Select(batch => ("batch", new Shape(Batch: batch))),
        .. ((int[])[8, 32, 128]).Select(latent => ("latent", new Shape(Latent: latent))),
        .. ((int[])[1_000, 10_000, 60_000]).Select(size => ("images", new Shape(Size: size))),
    ];

    public static Results.ShapeEntry[] Measure(Peer ours, Peer torch) =>
        [.. s_shapes.Select(row => Measure(row.Varies, row.Shape, ours, torch))];

    private static Results.ShapeEntry Measure(string varies, Shape shape, Peer ours, Peer torch)
    {
        var request = new Request("shape", shape.BatchesOf(GflopOfStretch), Width: shape.Width, Batch: shape.Batch, Latent: shape.Latent, Size: shape.Size);
        ours.Ask<Measured>(request);
        torch.Ask<Measured>(request);
        (Measured Ours, Measured Torch)[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => (ours.Ask<Measured>(request), torch.Ask<Measured>(request)))];

        double loss = rounds[^1].Ours.Loss, torchLoss = rounds[^1].Torch.Loss;
        Expect.Between(0, MostLoss, loss, Invariant($"VaeLab, {shape}"));
        Expect.Alike(loss, torchLoss, Apart, Invariant($"VaeLab and PyTorch, {shape}"));
        double[] Rates(Func<(Measured Ours, Measured Torch), Measured> side) => [.. rounds.Select(round => shape.Gflop(side(round).Images) / side(round).Seconds)];
        var entry = new Results.ShapeEntry(varies, shape, new(Rates(round => round.Ours)), new(Rates(round => round.Torch)), loss, torchLoss);
        Console.WriteLine(Invariant($"  {varies,-7} {shape.Width,5} {shape.Batch,5} {shape.Latent,4} {shape.Size,6}   {entry.Ours.Median(),5:F0} GFLOP/s   PyTorch {entry.Torch.Median(),5:F0}   loss {loss:F1}, {torchLoss:F1}"));
        return entry;
    }
}
