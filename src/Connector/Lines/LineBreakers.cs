using System.Collections.Concurrent;
using System.Net;

namespace Connector.Lines;

/// <summary>
/// Keeps one dead host from costing more than it must. Under <see cref="For"/>, which is where the worker works by itself, each account has a breaker for each host that it calls, and each
/// piece of work a budget of time. What a person starts is tried all the same. See README.md.
/// </summary>
public sealed class LineBreakers(ConnectorSettings settings, TimeProvider clock)
{
    /// <summary>Time that a piece of work keeps trying a host which answers no call of it well: 10 minutes. Then it ends, and its schedule takes it up again.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMinutes(10);

    /// <summary>What stands before a source's name where a shop is read.</summary>
    public const string Store = "store/";

    private readonly AsyncLocal<Work?> _work = new();
    private readonly ConcurrentDictionary<(string For, string Host), Line> _lines = new();
    private readonly BrokenLines _broken = new(Path.Combine(settings.Data, "lines"), clock);

    /// <summary>From here on, calls of this flow of work stand under breakers and a budget; until what is given back is disposed.</summary>
    /// <param name="account">The account, or <see cref="Store"/> and the source.</param>
    public IDisposable For(string account)
    {
        var before = _work.Value;
        _work.Value = new Work(account);
        return new Ending(() => _work.Value = before);
    }

    /// <summary>Lines that rest now, over all processes of the data folder.</summary>
    /// <param name="account">Only those of this account, or of <see cref="Store"/> and this source; null: all.</param>
    public IReadOnlyList<BrokenLine> Resting(string? account = null) => _broken.All(account);

    /// <summary>Stands before the connections.</summary>
    public DelegatingHandler Handler(HttpMessageHandler inner) => new Breaking(this) { InnerHandler = inner };

    private Line LineOf(string account, string host) => _lines.GetOrAdd((account, host), key => new Line(key.For, key.Host, _broken, clock));

    /// <summary>Whether an answer shows that its host is out of order: 500, 502, 503, 504. Any other shows that it is there; what it means is its caller's business.</summary>
    internal static bool IsOutOfOrder(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>
    /// Says by whose order a call is made. Calls bring time limits of their own, and only with this can a call that took too long be told from one that is broken off: because the worker stops,
    /// a lease is lost, or another call of the same work failed. Where it is not said, each call that is cut counts as one that failed.
    /// </summary>
    internal static void Ordered(HttpRequestMessage request, CancellationToken by) => request.Options.Set(Order, by);

    /// <summary>Whether a call was not even made, because its line rests or its work's budget is used up.</summary>
    internal static bool IsUntried(RemoteFailedException failed) => failed.Code.StartsWith("line.", StringComparison.Ordinal);

    private static readonly HttpRequestOptionsKey<CancellationToken> Order = new("connector.order");

    private static bool IsBrokenOff(HttpRequestMessage request) => request.Options.TryGetValue(Order, out var by) && by.IsCancellationRequested;

    private sealed class Breaking(LineBreakers breakers) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            breakers._work.Value is { } work && request.RequestUri is { } url
                ? work.CallAsync(breakers.LineOf(work.For, url.Authority), breakers.Clock, () => base.SendAsync(request, cancellationToken), () => IsBrokenOff(request))
                : base.SendAsync(request, cancellationToken);
    }

    private TimeProvider Clock => clock;

    /// <summary>A piece of work, and since when how many calls to each host have failed it.</summary>
    private sealed class Work(string account)
    {
        private readonly ConcurrentDictionary<Line, (DateTimeOffset Since, int Calls)> _failing = new();

        public string For => account;

        public async Task<HttpResponseMessage> CallAsync(Line line, TimeProvider clock, Func<Task<HttpResponseMessage>> call, Func<bool> isBrokenOff)
        {
            // One call that failed, and long work elsewhere after it, are no 10 minutes of trying.
            var now = clock.GetUtcNow();
            if (_failing.TryGetValue(line, out var failing) && failing.Calls > 1 && now - failing.Since >= Budget)
            {
                throw new RemoteFailedException(
                    "line.budget", $"No call of {account} to {line.Host} has gone well for {(now - failing.Since).TotalMinutes:0} minutes: this run has waited long enough.",
                    $"It is taken up again by its schedule. See that {line.Host} runs and can be reached from this machine.");
            }

            try
            {
                var answer = await line.CallAsync(call, isBrokenOff).ConfigureAwait(false);
                if (IsOutOfOrder(answer))
                {
                    Failed();
                }
                else
                {
                    _failing.TryRemove(line, out _);
                }

                return answer;
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException or OperationCanceledException && !isBrokenOff())
            {
                Failed();
                throw;
            }

            void Failed() => _failing.AddOrUpdate(line, (now, 1), static (_, before) => (before.Since, before.Calls + 1));
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
