using System.Text;

namespace Connector.Tests.Drop;

/// <summary>The client's end of a line that takes each write only when the test lets it, and answers when the test says.</summary>
internal sealed class SlowLine : Stream
{
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly SemaphoreSlim _taken = new(0);
    private readonly TaskCompletionSource<byte[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closed = new();
    private int _told;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A client whose only line it is.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(this) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Ends when something is to be sent, or the call has ended.</summary>
    public async Task<bool> IsAskedAsync(Task call) => await Task.WhenAny(_waiting.WaitAsync(), call) != call;

    /// <summary>Takes what is to be sent.</summary>
    public void Take() => _taken.Release();

    public void Answer(string text) => _answer.SetResult(Encoding.ASCII.GetBytes(text));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _waiting.Release();
        await Open(_taken.WaitAsync(_closed.Token));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0)
        {
            return 0;
        }

        var told = _answer.Task.WaitAsync(_closed.Token);
        await Open(told);
        var answer = await told;
        var count = Math.Min(buffer.Length, answer.Length - _told);
        answer.AsMemory(_told, count).CopyTo(buffer);
        _told += count;
        return count;
    }

    /// <summary>A connection is closed under what waits for it.</summary>
    private static async Task Open(Task waiting)
    {
        try
        {
            await waiting;
        }
        catch (OperationCanceledException)
        {
            throw new IOException("closed");
        }
    }

    protected override void Dispose(bool disposing)
    {
        _closed.Cancel();
        base.Dispose(disposing);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
