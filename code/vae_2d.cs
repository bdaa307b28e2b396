#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson 1: a variational autoencoder with two latent dimensions, so that all it has learnt fits on a page.
//
//     dotnet run code/vae_2d.cs                                 30 epochs on MNIST: about a minute of training
//     dotnet run code/vae_2d.cs -- --epochs 5 --latent-dim 8    change a thing and see what it does
//     dotnet run code/vae_2d.cs -- --help                       all that can be changed
//
// A VAE is two networks. The encoder looks at an image x and says where in a small latent space it might belong, not as a
// point but as a Gaussian q(z|x) = N(μ, σ²). The decoder looks at a point z and says what an image there looks like,
// p(x|z). They are trained together on one number, the negative evidence lower bound, in nats per image:
//
//     loss  =  E[−log p(x|z)]  +  KL(q(z|x) ‖ p(z))
//               reconstruction      how far q strays from the prior p(z) = N(0, I)
//
// Reconstruction alone would give every image a place of its own, far from the others. The KL pulls all of them together.
// Between the two, the plane fills with digits that change smoothly from one to the next.

using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

return Lesson.Run("code/vae_2d.cs", "Lesson 1: a VAE with a plane as latent space.", args, ExperimentOptions.TwoDimensional, lesson =>
{
    // 1. Load. 60,000 digits of 28 × 28 pixels in [0, 1]. The last 6,000 are for validation; 10,000 more, the test set, are
    //    not looked at before the end.
    Dataset data = lesson.Data;
    ExperimentOptions options = lesson.Options;
    ulong seed = options.Training.Seed;

    // 2. Build. Encoder 784 → 512 → 256 → (μ, ln σ²), decoder 2 → 256 → 512 → 784. Each pixel is a coin whose probability
    //    the decoder gives (Bernoulli), and the prior over latent points is N(0, I).
    Prior prior = options.Model.CreatePrior();
    var model = new Vae(data.Train.Shape, options.Model, prior, options.Model.CreateLikelihood(), seed);
    Console.WriteLine(Invariant($"Model: {model.Parameters.Sum(parameter => parameter.Length):N0} parameters, {model.LatentDimensions} latent dimensions, seed {seed}, {options.Training.Threads} threads of {Machine.Vectors}."));

    // 3. Train. For each batch the encoder gives μ and σ; noise ε ~ N(0, I) makes z = μ + σ ⊙ ε, so that gradients reach μ
    //    and σ (the reparameterization trick); the decoder answers; Adam takes a step down the gradient of the loss.
    //    Read Vae.Loss in src/VaeLab/Models/Vae.cs: it is seven lines.
    using var workers = new WorkerPool(options.Training.Threads);
    var trainer = new Trainer(model, data, options.Training, workers);
    using RunFolder run = RunFolder.Create(options, data);
    run.Follow(trainer);
    TrainingResult training = Lesson.Watch(trainer, run);
    run.Save(model);

    // 4. Look. First the number, on images that took no part: a loss means something between its two lines only.
    var evaluation = EvaluationReport.OfLoss(model, data, seed, workers);
    (Loss heldOut, LossBaselines lines) = (evaluation.Loss, evaluation.Baselines);
    run.Save(RunSummary.Of(options, data, training, evaluation));
    Console.WriteLine();
    Console.WriteLine(Invariant($"Loss of the {data.HeldOutName} images: {heldOut.Total:F1} nats per image = reconstruction {heldOut.Reconstruction:F1} + KL {heldOut.Kl:F1}."));
    Console.WriteLine(Invariant($"For comparison: {lines}. The floor is what no model can pass, the mean image what a model reaches that ignores z."));

    //    Then the pictures: how the loss fell; where the encoder puts the test digits; what the decoder makes of a grid of
    //    latent points; and digits above what comes out when they go through the plane and back.
    var inspector = new ModelInspector(model, workers);
    if (training.History.Count > 0)
        lesson.Save(run, training, "loss_curves.png", LossCurves.Draw(training.History, lines));
    IReadOnlyList<int> axes = inspector.Axes(data.HeldOut); // z₀ and z₁, or the most active of more than three
    MultivariateNormal shown = prior.Moments.Marginal(axes);
    lesson.Save(run, training, "latent_space.png", LatentPlane.Draw(inspector.Encode(data.HeldOut).Along(axes), shown.Mean, shown.Covariance));
    lesson.Save(run, training, "manifold.png", ManifoldFigure.Draw(inspector.Manifold(steps: 20, data.HeldOut, axes)));
    (ImageGrid originals, ImageGrid reconstructions) = inspector.Reconstruct(data.HeldOut);
    lesson.Save(run, training, "reconstructions.png", Reconstructions.Draw(originals, reconstructions), "each image decoded from its posterior mean");
    Console.WriteLine($"Figures, metrics and the model are in {run.Path}: start with {run.Figure("latent_space.png")}.");
    Console.WriteLine(lesson.Report(run, workers));

    // 5. Check. From one seed to another the test loss of this configuration varies by about 1 nat around 141.
    //    Two numbers squeeze a digit hard: expect blur, and expect 4 and 9, or 3, 5 and 8, to run into each other.
    const double Expected = 143;
    if (!training.IsWhole)
        return ExitCode.Of(training);
    if (!options.IsRepeatOf(ExperimentOptions.TwoDimensional))
        return ExitCode.Success;
    Console.WriteLine(heldOut.Total <= Expected
        ? Invariant($"As expected: at most {Expected}.")
        : Invariant($"Not as expected: this configuration should end at or below {Expected}. Please report it with {run.Path}."));
    return heldOut.Total <= Expected ? ExitCode.Success : ExitCode.Failure;
});
