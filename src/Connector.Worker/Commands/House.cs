using Connector.Store;
using Connector.Stores.Sfcc;

namespace Connector.Worker.Commands;

/// <summary>The rooms of the trip, opened on one data folder for one command.</summary>
internal sealed class House(ServiceProvider rooms, ConnectorSettings settings, IConfiguration configuration, bool json) : IAsyncDisposable
{
    public ConnectorSettings Settings => settings;

    public IServiceProvider Rooms => rooms;

    public IConfiguration Configuration => configuration;

    /// <summary>Whether results are printed as JSON.</summary>
    public bool Json => json;

    public T Room<T>()
        where T : notnull => rooms.GetRequiredService<T>();

    /// <summary>Who starts what a command starts.</summary>
    public static string StartedBy => $"{Person} by command";

    /// <summary>Who gives a command, where --by does not name a person.</summary>
    public static string Person => $"{Environment.UserName}@{Environment.MachineName}";

    public static House Open(ParseResult parsed, string? data = null)
    {
        var (settings, configuration) = MachineSettings.Read(parsed.GetValue(GlobalOptions.Settings), data ?? parsed.GetValue(GlobalOptions.Data));
        return Open(settings, configuration, parsed.GetValue(GlobalOptions.Json));
    }

    public static House Open(ConnectorSettings settings, IConfiguration configuration, bool json) =>
        new(new ServiceCollection().AddShop().AddConnector(settings).BuildServiceProvider(), settings, configuration, json);

    public ValueTask DisposeAsync() => rooms.DisposeAsync();
}

/// <summary>What the host adds to the trip, and how its commands end.</summary>
internal static class Hosting
{
    /// <summary>The shops that can be read.</summary>
    public static IServiceCollection AddShop(this IServiceCollection services) => services.AddSingleton<IStoreAdapter>(rooms => new SfccAdapter(null, rooms.GetRequiredService<HttpClient>(), rooms.GetRequiredService<TimeProvider>(), rooms.GetRequiredService<Connector.Drop.Doors>()));

    /// <summary>Runs a command in a house; what it throws becomes a line on the error stream and an exit code.</summary>
    public static void SetHouseAction(this Command command, Func<House, ParseResult, CancellationToken, Task<int>> work) =>
        command.SetGuardedAction(async (parsed, cancellation) =>
        {
            await using var house = House.Open(parsed);
            try
            {
                return await work(house, parsed, cancellation);
            }
            catch (Exception thrown) when (thrown is Microsoft.Data.Sqlite.SqliteException or IOException)
            {
                throw house.Room<State.Databases>().Explain(thrown);
            }
        });

    /// <summary>Runs a command that opens no house of its own.</summary>
    public static void SetGuardedAction(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                return await work(parsed, cancellation);
            }
            catch (Exception thrown)
            {
                return Report(thrown, parsed);
            }
        });

    private static int Report(Exception thrown, ParseResult parsed)
    {
        var json = parsed.GetValue(GlobalOptions.Json);
        var code = ExitCodes.Fault;
        if (thrown is SettingsException settings)
        {
            Faults.Write(json, settings.Faults);
        }
        else
        {
            (var fault, code) = Fault.Of(thrown);
            Faults.Write(json, [fault]);
        }

        if (parsed.GetValue(GlobalOptions.Verbose))
        {
            Console.Error.WriteLine(thrown);
        }

        return code;
    }
}
