#:project ../src/VaeLab

// Trains a VAE on arrays of your own: no images, no labels, no files but the model at the end.
//
//     dotnet run samples/train_on_arrays.cs
//
// The data here are 2,000 noisy sine waves of 32 numbers, with another phase and height each: two facts, so two latent dimensions.
// They lie outside [0, 1], so the likelihood is a Gaussian, whose σ is learnt.
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Prediction;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

const int Count = 2000, Length = 32;
const float Noise = 0.05f;
string file = args is [var given] ? given : "waves.safetensors";
if (File.Exists(file))
{
    Console.Error.WriteLine($"Error: '{file}' is there already: give another name, or remove it first.");
    return 2;
}

float[] waves = new float[Count * Length], facts = new float[Count * 2];
var random = new RandomStream(1, RandomPurpose.Own);
random.FillNormal(waves);
random.FillUniform(facts, position: (ulong)waves.Length);
for (int i = 0; i < waves.Length; i++)
{
    (float phase, float height) = (facts[2 * (i / Length)], facts[(2 * (i / Length)) + 1]);
    waves[i] = ((0.5f + height) * MathF.Sin((i % Length * 0.2f) + (3 * phase))) + (Noise * waves[i]);
}

Dataset data = Dataset.Create("waves", new FloatSet(waves, SampleShape.Features(Length)));
Vae model = (Vae)new ModelOptions { Hidden = [64, 32], Likelihood = Likelihoods.Gaussian }.Create(data.Shape, seed: 1);
using var workers = new WorkerPool(Environment.ProcessorCount);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var trainer = new Trainer(model, data, new() { Epochs = 20, BatchSize = 50, LearningRate = 0.003 }, workers);
trainer.EpochCompleted += epoch => Console.WriteLine(Invariant($"epoch {epoch.Epoch,2}: {epoch.Validation.Total,6:F1} nats ({epoch.Validation.Reconstruction:F1} + KL {epoch.Validation.Kl:F1})"));
trainer.Fit(stop.Token);

using (FileStream stream = File.Create(file))
    model.Save(stream);

// A wave, and one that the model has never seen the like of: its score is worse.
var predictor = new Predictor(model);
float[] two = new float[2 * Length];
data.Validation.Fill(0, 1, two);
for (int i = Length; i < two.Length; i++)
    two[i] = i % 2;
var scores = new Loss[2];
predictor.Score(two, scores);
Console.WriteLine(Invariant($"A wave costs {scores[0].Total:F1} nats, a zigzag {scores[1].Total:F1}. The model is in {file}."));
return 0;
