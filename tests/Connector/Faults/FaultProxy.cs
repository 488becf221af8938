using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Connector.Tests.Faults;

/// <summary>
/// A proxy on a loopback port before a server of this machine: passes each request on as it came, Host included, and does to the planned ones what
/// <see cref="WireFault"/> says. Only HTTP/1.1, which is all that is spoken here.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<int, Task> _connections = new();
    private readonly Dictionary<string, int> _occurrences = [];
    private readonly List<FaultPlan> _plans = [];
    private readonly List<ProxiedRequest> _seen = [];
    private readonly Lock _gate = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _connection;

    private FaultProxy(Uri upstream, ManualClock? clock) => (Upstream, Clock) = (upstream, clock);

    /// <summary>Whom it stands before.</summary>
    public Uri Upstream { get; set; }

    /// <summary>Goes on while a request is not answered, until whoever asked hangs up: so no time-out takes time. Null: a hang lasts until the caller hangs up by itself.</summary>
    public ManualClock? Clock { get; }

    /// <summary>Its address, with the path of the server behind it.</summary>
    public Uri Uri => new UriBuilder(Upstream) { Host = IPAddress.Loopback.ToString(), Port = Port }.Uri;

    public int Port { get; private set; }

    /// <summary>Every request that came, in order.</summary>
    public IReadOnlyList<ProxiedRequest> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    public static FaultProxy Start(Uri upstream, ManualClock? clock = null)
    {
        var proxy = new FaultProxy(upstream, clock);
        proxy.Listen();
        return proxy;
    }

    /// <summary>Plans a fault for what fits: after <paramref name="skip"/> others that fit, so many times.</summary>
    public FaultPlan Plan(Func<ProxiedRequest, bool> befalls, WireFault fault, int skip = 0, int times = 1)
    {
        var plan = new FaultPlan(befalls, fault, skip, times);
        Plan(plan);
        return plan;
    }

    /// <summary>Plans what may be planned at other proxies too.</summary>
    public void Plan(FaultPlan plan)
    {
        lock (_gate)
        {
            _plans.Add(plan);
        }
    }

    /// <summary>Plans nothing more, and forgets what was asked.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _plans.Clear();
            _seen.Clear();
            _occurrences.Clear();
        }
    }

    /// <summary>Listens again on its port.</summary>
    public void Listen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Refuses connections (ECONNREFUSED) until <see cref="Listen"/>; those that stand go on.</summary>
    public async Task RefuseAsync()
    {
        _listener!.Stop();
        await _accepting;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await RefuseAsync();
        await Task.WhenAll(_connections.Values);
        _end.Dispose();
    }

    internal WireFault? Arrived(MessageHead head)
    {
        lock (_gate)
        {
            var key = head.Method + " " + head.Target.Split('?')[0];
            var occurrence = _occurrences[key] = _occurrences.GetValueOrDefault(key, -1) + 1;
            var request = new ProxiedRequest(head.Method, head.Target, occurrence, _seen.Count) { Headers = head.Headers };
            _seen.Add(request);
            return _plans.FirstOrDefault(plan => plan.Takes(request))?.Fault;
        }
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptSocketAsync(_end.Token);
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                return;
            }

            var number = _connection++;
            _connections[number] = ServeAsync(number, socket);
        }
    }

    private async Task ServeAsync(int number, Socket socket)
    {
        await Task.Yield();
        await using (var connection = new ProxyConnection(this, socket))
        {
            await connection.ServeAsync(_end.Token);
        }

        _connections.TryRemove(number, out _);
    }
}
