using VaeLab.Runs;
using VaeLab.Tests.Data;

namespace VaeLab.Tests.Runs;

public sealed class NamedImagesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Twelve images of 3 × 2 whose pixels are whole bytes, so that every form can hold them.</summary>
    private static NamedImages Images => NamedImages.Numbered([.. IdxBytes.Pattern(12 * 6).Select(value => value / 255f)], VaeLab.Data.SampleShape.Gray(2, 3));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("images.csv")]
    [InlineData("images.json")]
    [InlineData("images.idx")]
    [InlineData("images.npy")]
    [InlineData("images.npz")]
    [InlineData("t10k-images-idx3-ubyte")]
    [InlineData("folder")]
    public void What_was_written_is_read(string name)
    {
        Images.Write(_folder.At(name), columns: 4);
        var read = NamedImages.Read(_folder.At(name), new(VaeLab.Data.SampleShape.Gray(2, 3)));
        Assert.Equal(Images.Pixels, read.Pixels);
        Assert.Equal((3, 2), (read.Shape.Width, read.Shape.Height));
        string[] names = name == "folder" ? [.. Images.Names.Select(number => number.PadLeft(2, '0') + ".png")] : [.. Images.Names];
        Assert.Equal(names, read.Names);
    }

    [Fact]
    public void One_picture_has_all_images_in_rows()
    {
        Images.Write(_folder.At("sheet.png"), columns: 5);
        VaeLab.Data.GrayImage sheet = VaeLab.Data.PngFile.Read(_folder.At("sheet.png"));
        Assert.Equal(((5 * 3) + (4 * 2), (3 * 2) + (2 * 2)), (sheet.Width, sheet.Height));
        byte[] pattern = IdxBytes.Pattern(12 * 6);
        for (int image = 0; image < 12; image++)
        {
            for (int pixel = 0; pixel < 6; pixel++)
                Assert.Equal(pattern[(image * 6) + pixel], sheet.Pixels[(((image / 5 * 4) + (pixel / 3)) * sheet.Width) + (image % 5 * 5) + (pixel % 3)]);
        }

        Assert.Equal(0, sheet.Pixels[3]);
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", "line 1 has not all columns pixel1 … pixel6.")]
    [InlineData("0,0,0,0,0,0\n0,0,0,0,0\n", "line 2 has 5 columns, and needs 6: pixel1 … pixel6.")]
    [InlineData("0,0,0,0,0,0\n0,0,0,0,0,x\n", "line 2 has 'x' in column 6, and needs a finite number.")]
    [InlineData("0,0,0,0,0,0\n0,0,NaN,0,0,0\n", "line 2 has 'NaN' in column 3, and needs a finite number.")]
    [InlineData("0,0,0,0,0,0\n0,0,1e99,0,0,0\n", "line 2 has '1e99' in column 3, and needs a finite number.")]
    [InlineData("0,0,0,0,0,0\n0,0,255,0,0,0\n", "has a pixel of 255 in image 2; each needs a number from 0 to 1: divide bytes by 255.")]
    [InlineData("\n", "holds no rows")]
    public void A_table_of_something_else_is_refused(string csv, string fault)
    {
        File.WriteAllText(_folder.At("images.csv"), csv);
        Assert.Contains(fault, Fault("images.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "it is no array of rows.")]
    [InlineData("[[0,0,0,0,0]]", "row 1 is not 6 numbers, nor an object with so many as 'pixel'.")]
    [InlineData("[[0,0,0,0,0,0],{\"z\":[0,0,0,0,0,0]}]", "row 2 is not 6 numbers, nor an object with so many as 'pixel'.")]
    [InlineData("[[0,0,0,0,0,\"1\"]]", "row 1 has '1', and needs a finite number.")]
    [InlineData("[[0,0,0,0,0,1e99]]", "row 1 has '1e99', and needs a finite number.")]
    [InlineData("[[0,0", "is no JSON")]
    [InlineData("[]", "holds no rows")]
    public void Json_of_something_else_is_refused(string json, string fault)
    {
        File.WriteAllText(_folder.At("images.json"), json);
        Assert.Contains(fault, Fault("images.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_among_others()
    {
        File.WriteAllText(_folder.At("codes.csv"), "note,z2,image,z1\r\nx,0.5,\"a, \"\"b\"\".png\",-1e-3\r\n");
        (float[] points, IReadOnlyList<string> names, _) = LatentRows.Read(_folder.At("codes.csv"), 2);
        Assert.Equal([-1e-3f, 0.5f], points);
        Assert.Equal(["a, \"b\".png"], names);
    }

    [Fact]
    public void Codes_are_read_as_they_were_written()
    {
        foreach (string name in (string[])["codes.csv", "codes.json", "codes.npz"])
        {
            LatentRows.Write(_folder.At(name), ["a,b.png", "c.png"], [1f / 3, -2, 3e-20f, 4], [1, 2, 3, 4]);
            (float[] points, IReadOnlyList<string> names, _) = LatentRows.Read(_folder.At(name), 2);
            Assert.Equal([1f / 3, -2, 3e-20f, 4], points);
            Assert.Equal(["a,b.png", "c.png"], names);
        }

        Assert.StartsWith("image,z1,z2,sd1,sd2\n\"a,b.png\",0.33333334,-2,1,2\n", File.ReadAllText(_folder.At("codes.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_of_another_size_are_refused()
    {
        Images.Write(_folder.At("images.idx"), 1);
        Assert.Contains("has images of 2 × 3 (height × width, after the channels of colour images), and the model takes 3 × 2: scale them.", Assert.Throws<InputException>(() => NamedImages.Read(_folder.At("images.idx"), new(VaeLab.Data.SampleShape.Gray(3, 2)))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.At("empty"));
        Assert.Contains("holds no images", Fault("empty"), StringComparison.Ordinal);
        Assert.Contains("does not exist", Fault("nowhere.png"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Fault("nowhere.csv"), StringComparison.Ordinal);
        _folder.Write("labels", IdxBytes.Labels(3));
        Assert.Contains("holds labels, and images are needed", Fault("labels"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_over_by_a_folder_of_images()
    {
        Images.Write(_folder.At("out"), 1);
        Assert.Equal($"--out is '{_folder.At("out")}', which is there already; a folder of images needs to be new or empty.", NamedImages.Fault(_folder.At("out")));
        Assert.Equal("--out is 'a.jpg'; it needs the ending .png, .csv, .json, .npy, .npz or .idx, or none for a folder of PNG images.", NamedImages.Fault("a.jpg"));
        Directory.CreateDirectory(_folder.At("a.png"));
        Assert.StartsWith($"--out is '{_folder.At("a.png")}', which is a folder", NamedImages.Fault(_folder.At("a.png")), StringComparison.Ordinal);
        Assert.Null(NamedImages.Fault(_folder.At("new.png")));
    }

    /// <summary>pandas writes columns without names by their numbers. A row with the same numbers in another form, or not at the beginning, is a row.</summary>
    [Theory]
    [InlineData("0,1\n0.5,0.25\n-1,2\n", new[] { 0.5f, 0.25f, -1, 2 }, true)]
    [InlineData("0.0,1\n0.5,0.25\n", new[] { 0, 1, 0.5f, 0.25f }, false)]
    [InlineData("0.5,0.25\n0,1\n", new[] { 0.5f, 0.25f, 0, 1 }, false)]
    public void A_first_line_of_column_numbers_is_a_header(string csv, float[] points, bool isHeader)
    {
        File.WriteAllText(_folder.At("points.csv"), csv);
        (float[] read, IReadOnlyList<string> names, string? leftOut) = LatentRows.Read(_folder.At("points.csv"), 2);
        Assert.Equal(points, read);
        Assert.Equal(["1", "2"], names);
        Assert.Equal(isHeader ? $"The first line of '{_folder.At("points.csv")}', 0,1, was taken for the columns' names, not for numbers." : null, leftOut);
    }

    [Theory]
    [InlineData("images.png")]
    [InlineData("images.csv")]
    [InlineData("images.idx")]
    [InlineData("images.npy")]
    [InlineData("images.npz")]
    [InlineData("images")]
    public void What_is_not_finite_is_not_written(string name)
    {
        var images = NamedImages.Numbered([0, 1, 0.5f, float.NaN], VaeLab.Data.SampleShape.Gray(1, 2));
        Assert.StartsWith("pixel2 of '2' is NaN", Assert.Throws<NotFiniteNumberException>(() => images.Write(_folder.At(name), 1)).Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder.At(name)));
    }

    private string Fault(string name) => Assert.Throws<InputException>(() => NamedImages.Read(_folder.At(name), new(VaeLab.Data.SampleShape.Gray(2, 3)))).Message;
}
