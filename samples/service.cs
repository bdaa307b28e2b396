#:sdk Microsoft.NET.Sdk.Web
#:project ../src/VaeLab
#:package Microsoft.AspNetCore.OpenApi

// A trained model as a web service: one Predictor, which all requests share.
//
//     dotnet run samples/service.cs -- runs/vae_2d/model.safetensors
//
// Then open http://localhost:5000, or post numbers: as many rows as you like, one behind the other.
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using VaeLab;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Prediction;
using VaeLab.Runs;
using VaeLab.Training;

if (args is not [var file, ..])
{
    Console.Error.WriteLine("Error: no model is given: run a lesson, and then give its runs/…/model.safetensors.");
    return 2;
}

GenerativeModel model;
try
{
    using FileStream stream = File.OpenRead(file);
    model = ModelFile.Load<GenerativeModel>(stream);
}
catch (Exception fault) when (fault is InputException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"Error: '{file}' cannot be used: {fault.Message}");
    return 2;
}

var predictor = new Predictor(model);

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args[1..]);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddOpenApi();
builder.Services.AddHealthChecks();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
WebApplication app = builder.Build();

app.MapOpenApi();
app.MapHealthChecks("/health");
app.MapGet("/", () => Results.Content(Page.Html, "text/html"));
app.MapGet("/allocated", () => GC.GetTotalAllocatedBytes(precise: true));
app.MapGet("/shape", () => new Shape(model.Shape.Channels, model.Shape.Height, model.Shape.Width, model.CodeLength));
app.MapPost("/encode", ([FromBody] float[] samples) => Answer(samples, model.Pixels, model.CodeLength, codes => predictor.Encode(samples, codes)));
app.MapPost("/decode", ([FromBody] float[] codes) => Answer(codes, model.CodeLength, model.Pixels, samples => predictor.Decode(codes, samples)));
app.MapPost("/reconstruct", ([FromBody] float[] samples) => Answer(samples, model.Pixels, model.Pixels, made => predictor.Reconstruct(samples, made)));
app.MapPost("/score", ([FromBody] float[] samples) => Answer(samples, model.Pixels, 1, scores =>
{
    var losses = new Loss[scores.Length];
    predictor.Score(samples, losses);
    for (int i = 0; i < scores.Length; i++)
        scores[i] = (float)losses[i].Total;
}));
app.MapGet("/sample", (ulong seed, int count = 1) => count is < 1 or > 1000
    ? Results.BadRequest("count needs a number from 1 to 1000.")
    : Answer([], 1, count * model.Pixels, samples => predictor.Sample(new(seed, RandomPurpose.Samples), samples), rows: 1));
await app.StartAsync();
Console.WriteLine($"The model is served at {string.Join(' ', app.Urls)}");
await app.WaitForShutdownAsync();
return 0;

// What a client got wrong is its own fault, and said in words.
static IResult Answer(float[] given, int length, int answerLength, Action<float[]> predict, int? rows = null)
{
    try
    {
        var answer = new float[(rows ?? (given.Length / length)) * answerLength];
        predict(answer);
        return Results.Ok(answer);
    }
    catch (ArgumentException fault)
    {
        return Results.BadRequest(fault.Message);
    }
}

/// <summary>What a client needs to know of the model.</summary>
/// <param name="Channels">Channels of a sample.</param>
/// <param name="Height">Rows of a sample.</param>
/// <param name="Width">Columns of a sample.</param>
/// <param name="CodeLength">Numbers of a code.</param>
internal sealed record Shape(int Channels, int Height, int Width, int CodeLength);

[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(Shape))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(ulong))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class ServiceJson : JsonSerializerContext;

internal static class Page
{
    public const string Html = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>A VAE as a service</title>
        <body style="font-family:sans-serif;margin:2rem"><h1>New samples</h1>
        <button>Draw 12 more</button><p></p>
        <script>
        let seed = 1;
        async function draw() {
          const shape = await (await fetch('/shape')).json(), length = shape.channels * shape.height * shape.width;
          const pixels = await (await fetch(`/sample?seed=${seed++}&count=12`)).json();
          const place = document.querySelector('p');
          place.textContent = '';
          for (let n = 0; n < 12; n++) {
            const canvas = Object.assign(document.createElement('canvas'), { width: shape.width, height: shape.height });
            const context = canvas.getContext('2d'), image = context.createImageData(shape.width, shape.height), area = shape.width * shape.height;
            for (let i = 0; i < area; i++)
              for (let c = 0; c < 4; c++) image.data[4 * i + c] = c === 3 ? 255 : 255 * pixels[n * length + (shape.channels === 3 ? c * area : 0) + i];
            context.putImageData(image, 0, 0);
            canvas.style = 'width:6rem;image-rendering:pixelated;margin:.2rem';
            place.append(canvas);
          }
        }
        document.querySelector('button').onclick = draw;
        draw();
        </script></body></html>
        """;
}
