using System.Globalization;

namespace Connector.Drop;

/// <summary>The time limits of one call: one for all of it, and one that begins anew with whatever moves, so that a slow server is told from one that stands still.</summary>
internal sealed class Movement : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly TimeSpan _stillness;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _still;
    private readonly CancellationTokenSource _any;
    private long _sent;
    private long _toSend = -1;
    private long _received;

    public Movement(TimeSpan limit, TimeSpan stillness, TimeProvider time, CancellationToken cancellation)
    {
        (_limit, _stillness) = (limit, stillness);
        _deadline = new CancellationTokenSource(limit, time);
        _still = new CancellationTokenSource(stillness, time);
        _any = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _deadline.Token, _still.Token);
    }

    /// <summary>Ends with the call, with its time, or when nothing moves any more.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>A body begins to be sent, perhaps again.</summary>
    public void Begin(long length)
    {
        (_sent, _toSend) = (0, length);
        Moved();
    }

    /// <summary>With the last byte the server's work begins: a scanner, a slow disk. What it takes for that is limited by the whole call's time alone.</summary>
    public void Sent(int bytes)
    {
        _sent += bytes;
        Moved(_toSend > 0 && _sent >= _toSend ? Timeout.InfiniteTimeSpan : _stillness);
    }

    /// <summary>A body, counted while it is read.</summary>
    public Stream Counted(Stream body)
    {
        Moved();
        return new CountedStream(body, this);
    }

    /// <summary>Why the call ended.</summary>
    public Fault Fault(string room, string call) => _still.IsCancellationRequested
        ? new Fault($"{room}.timeout", $"{call}: nothing moved for {Seconds(_stillness)} s; {Told()}.", "Check the line and the server's load; raise limits.inactivity only where the server really pauses so long.")
        : new Fault(
            $"{room}.timeout", $"{call}: no whole answer within {Seconds(_limit)} s; {Told()}.",
            "Check the line and the server's load; where it is only slow, raise the limit (limits in the document), or make the files smaller: SFCC closes a request after 5 minutes.");

    public void Dispose()
    {
        _any.Dispose();
        _still.Dispose();
        _deadline.Dispose();
    }

    private void Moved() => Moved(_stillness);

    private void Moved(TimeSpan until)
    {
        try
        {
            if (!_still.IsCancellationRequested)
            {
                _still.CancelAfter(until);
            }
        }
        catch (ObjectDisposedException)
        {
            // A body may still be on its way when the answer has come and the call is over.
        }
    }

    private string Told() =>
        _received > 0 ? string.Create(CultureInfo.InvariantCulture, $"{_received} bytes had come")
        : _toSend >= 0 ? string.Create(CultureInfo.InvariantCulture, $"{_sent} of {_toSend} bytes had been sent")
        : "nothing had been answered";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);

    private sealed class CountedStream(Stream body, Movement movement) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await body.ReadAsync(buffer, cancellationToken));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => Count(body.Read(buffer, offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                body.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Count(int got)
        {
            movement._received += got;
            movement.Moved();
            return got;
        }
    }
}
