using System.Text.Json;
using Connector.State;

namespace Connector.Watching;

/// <summary>
/// What goes on, over all processes of the data folder: the leases that are held, each with what its holder has written on its slate
/// (<c>progress/</c> in the data folder). A slate that a killed process left counts for nothing, because nobody holds its lease.
/// </summary>
public sealed class Slates(ConnectorSettings settings, Leases leases, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true };
    private readonly string _folder = Path.GetFullPath(Path.Combine(settings.Data, "progress"));

    /// <summary>Begins a slate; the lease must be held.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="work">What is done, for people.</param>
    /// <param name="of">The account or source.</param>
    internal Slate Begin(string lease, string work, string of)
    {
        try
        {
            Directory.CreateDirectory(_folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // As with each write: a run goes on without.
        }

        return new Slate(PathOf(lease), lease, work, of, clock);
    }

    /// <summary>What goes on now.</summary>
    /// <param name="account">Only what concerns this account; null: all.</param>
    /// <param name="sources">The sources that the account reads.</param>
    public IReadOnlyList<Running> All(string? account = null, IReadOnlyCollection<string>? sources = null) =>
    [
        .. leases.All().Where(holder => IsWork(holder.Name)).Select(Of).Where(running => account is null || running.For == (running.Lease.StartsWith(StoreLease, StringComparison.Ordinal) ? null : account)
            || (running.Lease.StartsWith(StoreLease, StringComparison.Ordinal) && sources?.Contains(running.For) == true)),
    ];

    private const string StoreLease = "store/";

    /// <summary>The worker's own leases, such as that of the timetable, are held while nothing goes on.</summary>
    private static bool IsWork(string lease) => lease.StartsWith(StoreLease, StringComparison.Ordinal) || lease.Split('/')[^1] is "product" or "inventory" or "review";

    internal static byte[] Bytes(Running running) => JsonSerializer.SerializeToUtf8Bytes(running, Json);

    private Running Of(LeaseHolder holder)
    {
        if (Read(PathOf(holder.Name)) is { } slate && slate.Host == holder.Host && slate.Pid == holder.Pid && slate.ProcessMark == holder.ProcessStarted)
        {
            return slate;
        }

        var since = Instants.Parse(holder.Since);
        var parts = holder.Name.Split('/', 2);
        return new Running
        {
            Lease = holder.Name, Work = holder.What, For = holder.Name.StartsWith(StoreLease, StringComparison.Ordinal) ? parts[^1] : parts[0],
            Since = since, StepSince = since, At = since, Host = holder.Host, Pid = holder.Pid, ProcessMark = holder.ProcessStarted,
        };
    }

    private static Running? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<Running>(File.ReadAllBytes(path), Json) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>A full stop stands in no account's or source's name, so no two leases share a file.</summary>
    private string PathOf(string lease) => Path.Combine(_folder, lease.Replace('/', '.') + ".json");
}
