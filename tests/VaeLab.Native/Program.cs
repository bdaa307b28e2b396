// The load of PredictorTests as a program, so that it can be published by Native AOT: prints how many answers were wrong, and of how many.
using System.Runtime.CompilerServices;
using VaeLab.Tests.Prediction;
using static System.FormattableString;

(int wrong, int asked) = new PredictorLoad().Run(threads: 32, requests: 100_000);
Console.WriteLine(Invariant($"{wrong} of {asked}, {(RuntimeFeature.IsDynamicCodeSupported ? "compiled while running" : "native")}"));
