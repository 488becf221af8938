using System.Globalization;
using System.Text;

namespace Connector.Tests.Faults;

/// <summary>What a <see cref="FaultProxy"/> does to one request instead of passing it on whole.</summary>
internal abstract record WireFault
{
    private WireFault()
    {
    }

    /// <summary>The connection is closed as soon as the head is read; the other side hears nothing.</summary>
    public sealed record Closed : WireFault;

    /// <summary>The connection is reset (RST) once the whole request is read; the other side hears nothing.</summary>
    public sealed record ResetBefore : WireFault;

    /// <summary>The connections are reset on both sides once so many bytes of the request's body went on.</summary>
    public sealed record ResetInBody(int Bytes) : WireFault;

    /// <summary>The request is read and never answered; the other side hears nothing. See <see cref="FaultProxy.Clock"/>.</summary>
    public sealed record SilentBefore : WireFault;

    /// <summary>The other side does it, and its answer is withheld.</summary>
    public sealed record SilentAfter : WireFault;

    /// <summary>The other side does it; then the connection is reset.</summary>
    public sealed record ResetAfter : WireFault;

    /// <summary>The other side does it; its answer ends in the middle of the head.</summary>
    public sealed record CutInHead : WireFault;

    /// <summary>The other side does it; of the answer's body this share comes, in percent, though its head promises all. An answer without a body ends in its head.</summary>
    public sealed record CutInBody(int Percent = 50) : WireFault;

    /// <summary>The answer stands on the wire twice.</summary>
    public sealed record AnswerTwice : WireFault;

    /// <summary>The other side gets the request twice; the second answer is passed on.</summary>
    public sealed record RequestTwice : WireFault;

    /// <summary>The answer comes, but so late on the clock.</summary>
    public sealed record Late(TimeSpan By) : WireFault;

    /// <summary>The answer comes in pieces of so many bytes, and between two of them the clock goes on.</summary>
    public sealed record Slow(int Piece, TimeSpan Each) : WireFault;

    /// <summary>Another answer than the other side's.</summary>
    /// <param name="Status">Its HTTP status.</param>
    /// <param name="Body">Its body; a Content-Length is always given.</param>
    /// <param name="Type">The body's media type.</param>
    /// <param name="Headers">Further lines of the head, such as <c>Retry-After: 3</c>.</param>
    public sealed record Answered(int Status, string Body = "", string Type = "text/html", params string[] Headers) : WireFault
    {
        /// <summary>The other side does it first; otherwise it hears nothing.</summary>
        public bool AfterEffect { get; init; }

        public byte[] Bytes(bool withBody)
        {
            var body = Encoding.UTF8.GetBytes(Body);
            var bare = Status is 204 or 304;
            var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {Status} Planned\r\n")
                + string.Concat(Headers.Select(line => line + "\r\n"))
                + (bare ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Type: {Type}\r\nContent-Length: {body.Length}\r\n")) + "\r\n";
            return withBody && !bare ? [.. Encoding.ASCII.GetBytes(head), .. body] : Encoding.ASCII.GetBytes(head);
        }
    }
}
