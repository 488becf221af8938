using System.Text.Json;
using Connector.State;

namespace Connector.Lines;

/// <summary>
/// What the worker tells other processes of the data folder about lines that rest: a small file each, in <c>lines/</c>. What a worker left that was killed counts for nothing soon after
/// its time is over. One that cannot be written keeps no call from anything.
/// </summary>
internal sealed class BrokenLines(string folder, TimeProvider clock)
{
    /// <summary>A line whose time is over is tried with the next call of its account, which comes every few minutes.</summary>
    private static readonly TimeSpan UntilTried = TimeSpan.FromMinutes(15);

    public void Put(BrokenLine line) => Try(() =>
    {
        PrivateFiles.MakeFolder(folder);
        var path = PathOf(line.For, line.Host);
        File.WriteAllBytes(path + ".part", JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web));
        PrivateFiles.Guard(path + ".part");
        File.Move(path + ".part", path, overwrite: true);
    });

    public void Remove(string account, string host) => Try(() => File.Delete(PathOf(account, host)));

    public IReadOnlyList<BrokenLine> All(string? account)
    {
        var lines = new List<BrokenLine>();
        Try(() =>
        {
            if (Directory.Exists(folder))
            {
                lines.AddRange(Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read).OfType<BrokenLine>());
            }
        });
        return [.. lines.Where(line => (account is null || line.For == account) && clock.GetUtcNow() < line.Until + UntilTried)];
    }

    private static BrokenLine? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<BrokenLine>(File.ReadAllBytes(path), JsonSerializerOptions.Web);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>No <c>@</c> stands in a name of an account or a host.</summary>
    private string PathOf(string account, string host) => Path.Combine(folder, $"{account.Replace('/', '+')}@{host.Replace(':', '_').Replace('[', '_').Replace(']', '_')}.json");

    private static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is shown of a line is no part of it.
        }
    }
}
