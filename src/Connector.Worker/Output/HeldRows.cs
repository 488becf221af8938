using System.Text;

namespace Connector.Worker.Output;

/// <summary>A row of a run's held.csv.</summary>
internal sealed record HeldRow(string Sku, string View, string Code, string Reason, string Remedy, string OnTikTok);

/// <summary>Reads the list of held SKUs that a run left for people (RFC 4180).</summary>
internal static class HeldRows
{
    public static IEnumerable<HeldRow> Read(string path)
    {
        using var file = new StreamReader(path);
        var first = true;
        while (Cells(file) is { } cells)
        {
            if (!first && cells.Count >= 6)
            {
                yield return new HeldRow(cells[0].TrimStart('\''), cells[1], cells[2], cells[3], cells[4], cells[5]);
            }

            first = false;
        }
    }

    private static List<string>? Cells(StreamReader file)
    {
        if (file.Peek() < 0)
        {
            return null;
        }

        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        while (file.Read() is >= 0 and var next)
        {
            var letter = (char)next;
            if (letter == '"' && quoted && file.Peek() == '"')
            {
                cell.Append((char)file.Read());
            }
            else if (letter == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && letter is ',' or '\n' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (letter == '\n')
                {
                    return cells;
                }
            }
            else
            {
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
