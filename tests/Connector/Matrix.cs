using System.Globalization;

namespace Connector.Tests;

/// <summary>
/// Notes what was tried for the tables that tests/run prints: servers x cases, calls x faults. Where CONNECTOR_MATRIX names no folder, nothing is noted.
/// </summary>
internal static class Matrix
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("CONNECTOR_MATRIX") is { Length: > 0 } folder ? folder : null;
    private static readonly Lock Gate = new();

    /// <summary>Makes the trial, and notes that it passed or why not.</summary>
    /// <param name="table">The table's title, such as <c>WebDAV servers</c>.</param>
    /// <param name="row">What is tried: a case, a call.</param>
    /// <param name="column">On or with what: a server, a fault. Short, it heads a column.</param>
    /// <param name="trial">Throws where it fails.</param>
    public static async Task TryAsync(string table, string row, string column, Func<Task> trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        try
        {
            await trial();
        }
        catch (Exception failed)
        {
            Note(table, row, column, "FAILED: " + failed.Message);
            throw;
        }

        Note(table, row, column, "pass");
    }

    /// <summary>Notes what no trial can show: that a case does not apply, with the reason.</summary>
    public static void Note(string table, string row, string column, string outcome)
    {
        if (Folder is null)
        {
            return;
        }

        var line = string.Join('\t', new[] { table, row, column, outcome }.Select(OneLine)) + "\n";
        lock (Gate)
        {
            File.AppendAllText(Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.tsv")), line);
        }
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 300 ? line : line[..300] + " ...";
    }
}
