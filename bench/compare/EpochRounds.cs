using VaeLab.Compare.Report;
using static System.FormattableString;

namespace VaeLab.Compare;

/// <summary>An epoch of the first experiment: after one to warm up, all sides in turn, round by round.</summary>
/// <param name="ours">VaeLab, all threads.</param>
/// <param name="torch">PyTorch, all threads.</param>
/// <param name="narrow">VaeLab without AVX-512; null to leave it out.</param>
/// <param name="oneThread">VaeLab on one thread; null to leave it out.</param>
internal sealed class EpochRounds(Peer ours, Peer torch, Peer? narrow = null, Peer? oneThread = null)
{
    private const int Rounds = 7;

    // Nats per image. The mean image scores 206, and 30 epochs come to 139.
    private const double LeastLoss = 130, MostOfFirstEpoch = 200, MostLater = 175, MostAtEnd = 155, Apart = 0.03;

    private static readonly Shape s_shape = new();

    private readonly List<double> _peak = [], _products = [];

    /// <summary>Epochs that each side has trained in the end.</summary>
    public const int Epochs = Rounds + 1;

    public Results.EpochEntry Measure()
    {
        (Peer Peer, List<double> Seconds)[] sides = [.. new[] { ours, torch, narrow, oneThread }.OfType<Peer>().Select(peer => (peer, new List<double>()))];
        foreach ((Peer peer, _) in sides)
            Train(peer, MostOfFirstEpoch);
        for (int round = 1; round <= Rounds; round++)
        {
            _peak.Add(ours.Ask<double>(new("peak")));
            foreach ((Peer peer, List<double> seconds) in sides)
                seconds.Add(Train(peer, MostLater));
            _products.Add(torch.Ask<double>(new("products", s_shape.Batches)));
            Console.WriteLine($"  {Invariant($"{round}")}: {string.Join("; ", sides.Select(side => Invariant($"{side.Peer.Name} {side.Seconds[^1]:F2} s")))}");
        }

        Series? Of(Peer? peer) => peer is null ? null : new([.. Array.Find(sides, side => side.Peer == peer).Seconds]);
        return new(Of(ours)!, Of(torch)!, Of(narrow), Of(oneThread), new([.. _products]), [.. _peak], s_shape.Gflop(s_shape.Size));
    }

    /// <summary>The validation losses that all sides have come to; on one thread they are those of many, to the last bit.</summary>
    public Results.LossEntry Validate()
    {
        double loss = ours.Ask<double>(new("validate")), torchLoss = torch.Ask<double>(new("validate"));
        Expect.Between(LeastLoss, MostAtEnd, loss, "VaeLab's validation loss");
        Expect.Alike(loss, torchLoss, Apart, "The validation losses of VaeLab and PyTorch");
        if (narrow is not null)
            Expect.Alike(narrow.Ask<double>(new("validate")), loss, Apart, "VaeLab's validation losses without AVX-512 and with it");
        if (oneThread is not null)
            Expect.Alike(oneThread.Ask<double>(new("validate")), loss, share: 0, "VaeLab's validation losses on one thread and on all");
        return new(Epochs, loss, torchLoss);
    }

    private static double Train(Peer peer, double mostLoss)
    {
        Measured epoch = peer.Train(s_shape.Batches);
        Expect.Between(LeastLoss, mostLoss, epoch.Loss, $"The training loss of {peer.Name}");
        return epoch.Seconds;
    }
}
