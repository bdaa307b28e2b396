namespace VaeLab.Numerics.Kernels;

/// <summary>
/// How a parameter lies in memory: panels of 32 rows, and within a panel column after column, so that the 32 weights which
/// meet one input stand side by side. Element (row, column) of an out × in matrix is at
/// <c>((row / 32 · in) + column) · 32 + row % 32</c>; rows past the last one are zero.
/// A bias is an out × 1 matrix, for which this is simply <c>row</c>.
/// </summary>
internal static class Panels
{
    /// <summary>Rows in a panel.</summary>
    public const int Width = Tile.Columns;

    /// <summary>Panels that hold so many rows.</summary>
    public static int Count(int rows) => (rows + Width - 1) / Width;

    /// <summary>Numbers that a matrix takes in panels.</summary>
    public static int Length(int rows, int columns) => checked(Count(rows) * Width * columns);

    /// <summary>From row-major order to panels.</summary>
    public static void Pack(ReadOnlySpan<float> rowMajor, int rows, int columns, Span<float> panels)
    {
        panels[..Length(rows, columns)].Clear();
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                panels[Index(row, column, columns)] = rowMajor[(row * columns) + column];
        }
    }

    /// <summary>From panels to row-major order.</summary>
    public static void Unpack(ReadOnlySpan<float> panels, int rows, int columns, Span<float> rowMajor)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                rowMajor[(row * columns) + column] = panels[Index(row, column, columns)];
        }
    }

    /// <summary>Where an element lies in the panels.</summary>
    public static int Index(int row, int column, int columns) =>
        (((row / Width * columns) + column) * Width) + (row % Width);
}
