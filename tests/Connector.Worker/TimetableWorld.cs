using System.Collections.Concurrent;
using System.Globalization;
using Connector.Schedule;
using Connector.State;
using Connector.Tests;
using Connector.Worker.Commands;
using Connector.Worker.Serving;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Worker.Tests;

/// <summary>The sample shop, which is read by schedule, and workers of this process that share its state database, each with a clock of its own.</summary>
internal sealed class TimetableWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("worker-").FullName;
    private readonly List<TimetableHost> _hosts = [];
    private readonly Lazy<StateDatabase> _state;

    /// <param name="cron">When the shop is read.</param>
    public TimetableWorld(string cron)
    {
        _state = new(() => new StateDatabase(Path.Combine(_folder, "state.db")));
        Apply(
            (DocumentKinds.Source, "shop", $$"""{"location": "{{Path.Combine(Executable.Repository, "feeds-samples", "sample-shop").Replace("\\", "/", StringComparison.Ordinal)}}", "timeZone": "Europe/London", "imageBaseUrl": "https://www.fellfern.example/"}"""),
            (DocumentKinds.Schedule, "read", $$"""{"work": "storeRead", "for": "shop", "cron": "{{cron}}", "timeZone": "Europe/London"}"""));
    }

    public string Data => _folder;

    /// <summary>When the shop was last read by schedule.</summary>
    public DateTimeOffset? LastRead => Last("read");

    /// <summary>When something was last done by schedule.</summary>
    public DateTimeOffset? Last(string schedule) => Alarms.Told(_state.Value).GetValueOrDefault(schedule).Last?.Started;

    /// <summary>What <c>status</c> says of an account.</summary>
    public Commands.Standing Standing(string account, ManualClock clock)
    {
        using var rooms = Rooms(clock);
        return Commands.Standing.Of(rooms, account, rooms.GetRequiredService<Documents>().Account(account));
    }

    public void Apply(params (string Kind, string Name, string Text)[] documents)
    {
        using var rooms = Rooms(new ManualClock());
        rooms.GetRequiredService<Documents>().Apply([.. documents.Select(document => new DocumentText(document.Kind, document.Name, document.Text, document.Name))], "ann", out _).Should().BeEmpty();
    }

    /// <summary>Starts a worker.</summary>
    public async Task<TimetableHost> StartAsync(ManualClock clock)
    {
        var host = new TimetableHost(Rooms(clock), clock);
        _hosts.Add(host);
        await host.Timetable.StartAsync(CancellationToken.None);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private ServiceProvider Rooms(ManualClock clock) => new ServiceCollection().AddSingleton<TimeProvider>(clock)
        .AddSingleton<LogLines>().AddSingleton<ILoggerFactory>(rooms => LoggerFactory.Create(logging => logging.AddProvider(rooms.GetRequiredService<LogLines>()).AddFilter("Quartz", LogLevel.Warning)))
        .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
        .AddShop().AddConnector(new ConnectorSettings { Data = _folder }).AddSingleton<ScheduledRun>().AddSingleton<Timetable>().BuildServiceProvider();
}

/// <summary>One worker: its timetable, its clock, what it logs.</summary>
internal sealed class TimetableHost(ServiceProvider rooms, ManualClock clock) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Looks, of some five milliseconds each, after which the clock goes on by a second.</summary>
    private const int Nudge = 40;
    private bool _isStopped;

    public Timetable Timetable { get; } = rooms.GetRequiredService<Timetable>();

    public ManualClock Clock => clock;

    public IReadOnlyList<string> Log => [.. rooms.GetRequiredService<LogLines>().Lines];

    /// <summary>Waits until it has logged something so many times; its clock stands still meanwhile.</summary>
    public Task UntilAsync(string words, int times = 1) => UntilAsync(() => Log.Count(line => line.Contains(words, StringComparison.Ordinal)) >= times, words);

    public async Task UntilAsync(Func<bool> isIt, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!isIt())
        {
            limit.IsCancellationRequested.Should().BeFalse($"{what} is waited for; the log has\n{string.Join('\n', Log)}");
            await Task.Delay(5);
        }
    }

    /// <summary>
    /// Sets its clock to an instant, and waits until something has come of it. A clock that jumps between a look at it and the wait that is worked out from that look makes the wait too long
    /// by the jump, which no clock of a machine does: what does not come is given seconds more.
    /// </summary>
    public async Task AtAsync(string instant, Func<bool> isIt, string what)
    {
        clock.Advance(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture) - clock.GetUtcNow());
        var looks = 0;
        await UntilAsync(
            () =>
            {
                if (++looks % Nudge == 0)
                {
                    clock.Advance(TimeSpan.FromSeconds(1));
                }

                return isIt();
            },
            what);
    }

    /// <summary>Ends it in an orderly way.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        await Timetable.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
        {
            await StopAsync();
        }

        await rooms.DisposeAsync();
    }
}

/// <summary>What was logged, line by line.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $" {exception}")}");
        }
    }

    public void Dispose()
    {
    }
}
