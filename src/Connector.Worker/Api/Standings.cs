using Connector.State;
using Connector.Worker.Commands;

namespace Connector.Worker.Api;

/// <summary>How all accounts stand, looked up at most every half minute: counting a large ledger takes a second, and a scrape must not.</summary>
internal sealed class Standings(IServiceProvider rooms, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private IReadOnlyList<Standing> _last = [];
    private DateTimeOffset? _at;

    public IReadOnlyList<Standing> Get()
    {
        lock (_gate)
        {
            if (_at is not { } at || clock.GetUtcNow() - at >= Life)
            {
                _last = [.. rooms.GetRequiredService<Documents>().Accounts().Select(account => Standing.Of(rooms, account.Name, account.Account))];
                _at = clock.GetUtcNow();
            }

            return _last;
        }
    }
}
