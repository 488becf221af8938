namespace Connector.Tests.Faults;

/// <summary>A request as it came to the proxy.</summary>
/// <param name="Method">Its verb.</param>
/// <param name="Target">Path and query, as on the wire.</param>
/// <param name="Occurrence">How often this verb was asked of this path before, from 0.</param>
/// <param name="Number">How many requests came before it at all.</param>
internal sealed record ProxiedRequest(string Method, string Target, int Occurrence, int Number)
{
    /// <summary>The head's lines behind the first.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>The target without its query.</summary>
    public string Path => Target.Split('?')[0];
}

/// <summary>Which requests a fault befalls, and how often: the first that fits after <paramref name="skip"/> others that fit.</summary>
internal sealed class FaultPlan(Func<ProxiedRequest, bool> befalls, WireFault fault, int skip = 0, int times = 1)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _befell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _skip = skip;
    private int _left = times;

    public WireFault Fault => fault;

    /// <summary>How often it befell.</summary>
    public int Befell { get; private set; }

    /// <summary>Ends when it befalls for the first time.</summary>
    public Task Waited => _befell.Task;

    /// <summary>Whether it befalls this one; asked once a request.</summary>
    public bool Takes(ProxiedRequest request)
    {
        lock (_gate)
        {
            if (_left == 0 || !befalls(request) || _skip-- > 0)
            {
                return false;
            }

            _skip = 0;
            _left--;
            Befell++;
            _befell.TrySetResult();
            return true;
        }
    }
}
