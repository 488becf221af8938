using System.Globalization;
using Connector.Drop;
using CsvHelper;

namespace Connector.Review;

/// <summary>
/// The list of all issues of a job, which TikTok offers for download. What its columns are called is not documented: they are found by the words in their names, and what is not found is
/// not told. It is at most <see cref="Most"/> bytes, or it is not read.
/// </summary>
internal static class IssueFile
{
    /// <summary>64 MB: an issue a row for some hundred thousand rows.</summary>
    public const int Most = 64 * 1024 * 1024;

    /// <summary>Rows that are read: more than any file of products has. Rows of a byte would fill the memory.</summary>
    public const int MostRows = 1_000_000;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Downloads and reads it.</summary>
    /// <param name="address">Where the job's log says that it is.</param>
    /// <param name="allowLoopback">Whether it may be on this machine.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RemoteFailedException">It could not be had, or is no list of issues.</exception>
    public static async Task<IReadOnlyList<RowIssue>> GetAsync(string address, bool allowLoopback, TimeProvider time, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || Http.PlainHttpFault(url, allowPlainHttp: false) is not null)
        {
            throw Unread("its address is not one of https");
        }

        using var deadline = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var bytes = await Outside.GetAsync(url, allowLoopback, content => Http.ReadAtMostAsync(content, Most, either.Token), either.Token).ConfigureAwait(false);
            return bytes is null ? throw Unread($"it is longer than {Most} bytes") : Read(bytes);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Unread($"it did not come within {Longest.TotalSeconds:0} s");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or NotFetchedException)
        {
            throw Unread((broken.InnerException as NotFetchedException ?? broken).Message);
        }
    }

    /// <summary>Reads it from its bytes.</summary>
    /// <exception cref="RemoteFailedException">It is no table.</exception>
    public static IReadOnlyList<RowIssue> Read(byte[] bytes)
    {
        try
        {
            using var csv = CsvReader.Create(bytes, new CsvReaderOptions { Separator = null, HasHeader = true, IncludeValuesInExceptions = false });
            var headers = csv.Headers.ToArray();
            var (sku, row, field) = (Column(headers, "sku"), Column(headers, "index", "row", "line"), Column(headers, "field", "column"));
            var (issue, suggestion, level) = (Column(headers, "issue", "error", "message", "reason"), Column(headers, "suggestion"), Column(headers, "level", "severity", "type"));
            var issues = new List<RowIssue>();
            while (csv.Read())
            {
                if (issues.Count >= MostRows)
                {
                    throw Unread($"it has more than {MostRows} rows");
                }

                issues.Add(new RowIssue(
                    long.TryParse(Value(row), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, Value(sku) ?? "",
                    Refused: !(Value(level) ?? "").StartsWith("warn", StringComparison.OrdinalIgnoreCase), JobStateJson.Sentence(Value(field), Value(issue), Value(suggestion))));
            }

            return issues;

            string? Value(int column) => column < 0 || column >= csv.FieldCount ? null : csv.GetString(column);
        }
        catch (CsvFormatException broken)
        {
            throw Unread($"it is no table: {broken.Message.Split('\n')[0].Trim()}");
        }
    }

    /// <summary>The first column in whose name one of the words stands.</summary>
    private static int Column(string[] headers, params string[] words) =>
        Array.FindIndex(headers, header => words.Any(word => header.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static RemoteFailedException Unread(string why) => new(
        "review.issues", $"TikTok's list of issues cannot be read: {why.TrimEnd('.')}.", "It is asked for again; the first rows of each issue stand in the job's log all the same.");
}
