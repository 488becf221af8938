using System.Net.Sockets;

namespace Connector.Tests.Faults;

/// <summary>A caller's connection to the proxy: one request after the other.</summary>
internal sealed class ProxyConnection : IAsyncDisposable
{
    private readonly FaultProxy _proxy;
    private readonly Socket _socket;
    private readonly NetworkStream _wire;
    private readonly WireReader _reader;

    public ProxyConnection(FaultProxy proxy, Socket socket)
    {
        (_proxy, _socket) = (proxy, socket);
        socket.NoDelay = true;
        _wire = new NetworkStream(socket, ownsSocket: true);
        _reader = new WireReader(_wire);
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    /// <summary>Goes on until either side ends it. What breaks on the wire is what this is for, and no error here.</summary>
    public async Task ServeAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _reader.HeadAsync(cancellation) is { } head && await PassAsync(head, _proxy.Arrived(head), cancellation))
            {
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset(_socket);
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> PassAsync(MessageHead head, WireFault? fault, CancellationToken cancellation)
    {
        switch (fault)
        {
            case null:
                return await ForwardAsync(head, cancellation);
            case WireFault.Closed:
                return false;
            case WireFault.ResetInBody(var bytes):
                await ForwardPartAsync(head, bytes, cancellation);
                Reset(_socket);
                return false;
        }

        await ContinueAsync(head, cancellation);
        var body = await _reader.BodyAsync(head.OfRequest(), cancellation);
        var answer = fault is WireFault.ResetBefore or WireFault.SilentBefore or WireFault.Answered { AfterEffect: false } ? null : await AskAsync(head, body, cancellation);
        switch (fault)
        {
            case WireFault.ResetBefore or WireFault.ResetAfter:
                Reset(_socket);
                return false;
            case WireFault.SilentBefore or WireFault.SilentAfter:
                await SilenceAsync(cancellation);
                return false;
            case WireFault.CutInHead:
                await _wire.WriteAsync(answer!.Head.Bytes.AsMemory(0, answer.Head.Bytes.Length / 2), cancellation);
                return false;
            case WireFault.CutInBody(var percent):
                var shown = answer!.Body.Length == 0 ? answer.Head.Bytes.Length / 2 : answer.Head.Bytes.Length + (answer.Body.Length * percent / 100);
                await _wire.WriteAsync(answer.Bytes.AsMemory(0, shown), cancellation);
                return false;
            case WireFault.AnswerTwice:
                await _wire.WriteAsync((byte[])[.. answer!.Bytes, .. answer.Bytes], cancellation);
                return !answer.EndsWithConnection;
            case WireFault.RequestTwice:
                answer = await AskAsync(head, body, cancellation);
                break;
            case WireFault.Late(var by):
                _proxy.Clock?.Advance(by);
                break;
            case WireFault.Slow(var piece, var each):
                await DripAsync(answer!.Bytes, piece, each, cancellation);
                return !answer.EndsWithConnection;
            case WireFault.Answered other:
                await _wire.WriteAsync(other.Bytes(withBody: head.Method != "HEAD"), cancellation);
                return !head.Closes;
        }

        await _wire.WriteAsync(answer!.Bytes, cancellation);
        return !answer.EndsWithConnection;
    }

    /// <summary>Both directions at once, so that an early answer and a 100 come through, and nothing is kept in memory.</summary>
    private async Task<bool> ForwardAsync(MessageHead head, CancellationToken cancellation)
    {
        using var other = await DialAsync(head, cancellation);
        await using var wire = new NetworkStream(other);
        var reader = new WireReader(wire);
        var told = _reader.CopyAsync(head.OfRequest(), wire.WriteAsync, cancellation);
        MessageHead? answer;
        do
        {
            answer = await reader.HeadAsync(cancellation) ?? throw new EndOfStreamException("no answer");
            await _wire.WriteAsync(answer.Bytes, cancellation);
        }
        while (answer.Status < 200);

        var end = answer.OfAnswer(head.Method);
        await reader.CopyAsync(end, _wire.WriteAsync, cancellation);
        if (end == BodyEnd.AtClose || answer.Closes || head.Closes)
        {
            _socket.Shutdown(SocketShutdown.Send);
        }

        await told;
        Reset(other);
        return end != BodyEnd.AtClose && !answer.Closes && !head.Closes;
    }

    private async Task ForwardPartAsync(MessageHead head, int bytes, CancellationToken cancellation)
    {
        await ContinueAsync(head, cancellation);
        using var other = await DialAsync(head, cancellation);
        await using var wire = new NetworkStream(other);
        try
        {
            await _reader.CopyAsync(head.OfRequest(), WriteAsync, cancellation);
        }
        catch (EndOfStreamException)
        {
            // As many as wanted went on.
        }

        Reset(other);

        async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken inner)
        {
            var now = Math.Min(bytes, piece.Length);
            await wire.WriteAsync(piece[..now], inner);
            bytes -= now;
            if (bytes == 0)
            {
                throw new EndOfStreamException();
            }
        }
    }

    private async Task<WholeAnswer> AskAsync(MessageHead head, byte[] body, CancellationToken cancellation)
    {
        using var other = await DialAsync(head, cancellation);
        await using var wire = new NetworkStream(other);
        var reader = new WireReader(wire);
        await wire.WriteAsync(body, cancellation);
        var answer = await reader.HeadAsync(cancellation) ?? throw new EndOfStreamException("no answer");
        while (answer.Status < 200)
        {
            answer = await reader.HeadAsync(cancellation) ?? throw new EndOfStreamException("no answer");
        }

        var end = answer.OfAnswer(head.Method);
        var whole = new WholeAnswer(answer, await reader.BodyAsync(end, cancellation), end == BodyEnd.AtClose || answer.Closes || head.Closes);
        Reset(other);
        return whole;
    }

    private async Task<Socket> DialAsync(MessageHead head, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_proxy.Upstream.Host == "localhost" ? "127.0.0.1" : _proxy.Upstream.Host, _proxy.Upstream.Port, cancellation);
            await socket.SendAsync(head.Bytes, cancellation);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }

    private ValueTask ContinueAsync(MessageHead head, CancellationToken cancellation) =>
        head.Expects ? _wire.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellation) : ValueTask.CompletedTask;

    /// <summary>Says nothing until the caller hangs up; the clock goes on in growing steps, so that the caller's limit comes.</summary>
    private async Task SilenceAsync(CancellationToken cancellation)
    {
        var gone = GoneAsync(cancellation);
        for (var step = TimeSpan.FromSeconds(5); _proxy.Clock is { } clock && !gone.IsCompleted && step < TimeSpan.FromHours(2); step *= 1.5)
        {
            clock.Advance(step);
            await Task.WhenAny(gone, Task.Delay(10, cancellation));
        }

        await gone;
    }

    private async Task GoneAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _wire.ReadAsync(new byte[1024], cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset by the caller.
        }
    }

    private async Task DripAsync(byte[] bytes, int piece, TimeSpan each, CancellationToken cancellation)
    {
        for (var at = 0; at < bytes.Length; at += piece)
        {
            await _wire.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)), cancellation);
            _proxy.Clock?.Advance(each);
        }
    }

    /// <summary>Closes with RST; of a connection that has served, so that no port waits for its end.</summary>
    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // It is what was wanted.
        }
    }

    private sealed record WholeAnswer(MessageHead Head, byte[] Body, bool EndsWithConnection)
    {
        public byte[] Bytes { get; } = [.. Head.Bytes, .. Body];
    }
}
