using System.Globalization;
using System.Text.RegularExpressions;

namespace Connector.Stores.Sfcc;

/// <summary>
/// Files on their way from a server into the mirror, in a folder that only this user can enter. They bear numbers, never names of a
/// server. What a process that was killed left there is cleared away by the next.
/// </summary>
internal sealed partial class Spool : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Unfinished = ".part";
    private readonly string _folder;
    private int _last;

    public Spool(string folder)
    {
        _folder = Path.Combine(folder, "fetched");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, Private);
            File.SetUnixFileMode(_folder, Private);
        }

        Clear();
    }

    /// <summary>Lays a file down: beside, then moved, so that what bears a number is whole. Null where <paramref name="write"/> says so.</summary>
    public async Task<string?> LayAsync(Func<FileStream, Task<bool>> write)
    {
        var name = Path.Combine(_folder, (++_last).ToString("D6", CultureInfo.InvariantCulture));
        var whole = false;
        await using (var file = new FileStream(name + Unfinished, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            whole = await write(file);
        }

        if (!whole)
        {
            File.Delete(name + Unfinished);
            return null;
        }

        File.Move(name + Unfinished, name);
        return name;
    }

    public void Dispose()
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        Clear();
        try
        {
            Directory.Delete(_folder);
        }
        catch (IOException)
        {
            // Something else was put there: it stays.
        }
    }

    private void Clear()
    {
        foreach (var file in Directory.EnumerateFiles(_folder).Where(file => OwnName().IsMatch(Path.GetFileName(file))).ToList())
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"^[0-9]{6,}(\.part)?\z")]
    private static partial Regex OwnName();
}
