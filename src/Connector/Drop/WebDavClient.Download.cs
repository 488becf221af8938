using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Connector.Drop;

public sealed partial class WebDavClient
{
    private const int CopyBytes = 256 * 1024;

    /// <summary>How often a download begins again because the file is another one meanwhile.</summary>
    private const int MaxBeginnings = 4;

    /// <summary>
    /// Reads a large file into a stream that can seek. Where the line breaks, what is missing is asked for (Range); where the server
    /// knows no ranges, or the file is another one meanwhile, it begins again. As long as something arrives, it goes on.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="into">Empty; holds the file afterwards.</param>
    /// <param name="most">Bytes that the file may have.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What the server said of the file that it gave; null when nothing is there.</returns>
    public Task<DropEntry?> GetRawFile(string path, Stream into, long most, CancellationToken cancellation) => GetRawFile(path, into, most, _location.GetTimeout, cancellation);

    /// <summary>What was sent is read back in the time that its sending may take.</summary>
    internal Task<DropEntry?> ReadBack(string path, Stream into, CancellationToken cancellation) =>
        GetRawFile(path, into, long.MaxValue, _location.PutTimeout > _location.GetTimeout ? _location.PutTimeout : _location.GetTimeout, cancellation);

    private async Task<DropEntry?> GetRawFile(string path, Stream into, long most, TimeSpan limit, CancellationToken cancellation)
    {
        DropEntry? begun = null;
        var beginnings = 0;
        while (true)
        {
            var before = into.Length;
            var got = await _backOff.RunAsync(
                (_, inner) => OnceAsync(HttpMethod.Get, path, limit, (request, _) =>
                {
                    if (into.Length > 0)
                    {
                        request.Headers.Range = new RangeHeaderValue(into.Length, null);
                    }
                }, ReadAsync, inner, [.. NotFound, HttpStatusCode.RequestedRangeNotSatisfiable]),
                cancellation);
            if (got.Fault is not { Mend: Mend.Again } || into.Length <= before)
            {
                return got.OrThrow();
            }
        }

        async ValueTask<DropEntry?> ReadAsync(HttpResponseMessage answer, Stream body, CancellationToken inner)
        {
            if (IsGone(answer))
            {
                return null;
            }

            var headers = answer.Content.Headers;
            var range = answer.StatusCode == HttpStatusCode.PartialContent ? headers.ContentRange : null;
            var whole = range is null ? headers.ContentLength : range.Length;
            var given = new DropEntry(DropPath.Segments(path)[^1], whole, IsFolder: false, answer.Headers.ETag?.ToString(), headers.LastModified);
            var goesOn = range?.From == into.Length && begun is not null && begun.IsSameAs(given);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable || (range is not null && !goesOn && range.From + into.Length != 0))
            {
                into.SetLength(0);
                begun = null;
                throw new IOException("the file is not the one any more that was begun");
            }

            if (!goesOn)
            {
                into.SetLength(0);
                begun = given;
                if (++beginnings > MaxBeginnings)
                {
                    throw new RemoteFailedException(_room + ".restless", $"GET {path}: the file had to be begun {MaxBeginnings} times and never came whole.", "Let what writes it end, or look at the line to the server.");
                }
            }

            into.Seek(0, SeekOrigin.End);
            var buffer = new byte[CopyBytes];
            int count;
            while ((count = await body.ReadAsync(buffer, inner)) > 0)
            {
                if (into.Length + count > most)
                {
                    throw new PersonMustDecideException(
                        _room + ".too-large", string.Create(CultureInfo.InvariantCulture, $"GET {path}: more than {most} bytes come."), "Check what lies there; raise the limit only if a file of the shop is really that large.");
                }

                await into.WriteAsync(buffer.AsMemory(0, count), inner);
            }

            await into.FlushAsync(inner);
            return whole is null || whole == into.Length
                ? given with { Length = into.Length }
                : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{into.Length} of {whole} bytes came"));
        }
    }
}
