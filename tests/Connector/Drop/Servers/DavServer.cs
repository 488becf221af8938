using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Connector.Tests.Drop.Servers;

/// <summary>A real WebDAV server on a free port of this machine, over a temporary folder, with Basic authentication; it ends with the test class.</summary>
public abstract class DavServer : IAsyncLifetime
{
    public const string User = "shop";

    /// <summary>With letters at which headers, password files and shells break.</summary>
    public const string Password = "p:ß %+\"\\&'#=é";

    /// <summary>Bytes that a PUT may have below <see cref="Small"/>.</summary>
    public const int SmallBytes = 1_000_000;

    /// <summary>Folders of the tree: one in which nobody may do anything, one that takes small files only, one whose disk is full soon.</summary>
    public const string Closed = "closed", Small = "small", Full = "full";

    /// <summary>Where nginx lets a PUT arrive that goes to <see cref="Full"/>: on the same disk, as its manual asks for.</summary>
    protected const string Arriving = ".arriving";

    /// <summary>What the tests call it in their tables.</summary>
    public abstract string Name { get; }

    /// <summary>The tree on disk.</summary>
    public string Files => Path.Combine(Home, "dav");

    /// <summary>The root of the tree, ending in a slash.</summary>
    public abstract Uri Url { get; }

    /// <summary>Whether its own settings answer 403 below <see cref="Closed"/>.</summary>
    public virtual bool CanClose => true;

    /// <summary>Whether its own settings answer 413 below <see cref="Small"/>.</summary>
    public virtual bool CanLimit => true;

    /// <summary>Whether a client can LOCK.</summary>
    public virtual bool CanLock => true;

    /// <summary>Whether a reader gets the file that it began with, also where another takes its place meanwhile.</summary>
    public virtual bool KeepsWhatItReads => true;

    /// <summary>Whether <see cref="Full"/> is a disk of its own, of two megabytes: only root can mount one.</summary>
    public bool HasFullDisk { get; private set; }

    protected string Home { get; } = Directory.CreateTempSubdirectory("connector-dav-").FullName;

    /// <summary>Root starts a server, and Debian's user of web servers is who it runs as.</summary>
    protected static bool IsRoot => Environment.UserName == "root";

    public async Task InitializeAsync()
    {
        foreach (var folder in new[] { "", Closed, Small, Full })
        {
            Open(Directory.CreateDirectory(Path.Combine(Files, folder)));
        }

        await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        if (HasFullDisk)
        {
            await ServerProgram.RunAsync("/bin/umount", "--lazy", Path.Combine(Files, Full));
        }

        Directory.Delete(Home, recursive: true);
    }

    /// <summary>Gives <see cref="Full"/> a disk of two megabytes, where this user may mount one.</summary>
    public async Task MountFullDiskAsync()
    {
        var folder = Path.Combine(Files, Full);
        if (!HasFullDisk && IsRoot && await ServerProgram.RunAsync("/bin/mount", "-t", "tmpfs", "-o", "size=2m,mode=1777", "tmpfs", folder) == 0)
        {
            HasFullDisk = true;
            Open(Directory.CreateDirectory(Path.Combine(folder, Arriving)));
        }
    }

    /// <summary>Takes from everybody, the server's own user included, the right to write into a folder.</summary>
    public DirectoryInfo Close(string folder)
    {
        var closed = new DirectoryInfo(Path.Combine(Files, folder));
        Permit(closed, 0b101_101_101);
        return closed;
    }

    /// <summary>Lays a file on the server's disk, not by HTTP, so that the server may do with it as with its own.</summary>
    /// <returns>Where it lies.</returns>
    public string Lay(string path, byte[] bytes, DateTime? written = null)
    {
        var full = Path.Combine(Files, path);
        for (var folder = Directory.CreateDirectory(Path.GetDirectoryName(full)!); folder.FullName.Length > Files.Length; folder = folder.Parent!)
        {
            Open(folder);
        }

        File.WriteAllBytes(full, bytes);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(full, (UnixFileMode)0b110_110_110);
        }

        if (written is { } time)
        {
            File.SetLastWriteTimeUtc(full, time);
        }

        return full;
    }

    public string Lay(string path, string text, DateTime? written = null) => Lay(path, Encoding.UTF8.GetBytes(text), written);

    protected abstract Task StartAsync();

    protected abstract Task StopAsync();

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Writes a password file in the form that Apache, nginx and lighttpd read without a further tool.</summary>
    protected string WriteUsers()
    {
        var path = Path.Combine(Home, "users");
#pragma warning disable CA5350 // {SHA} is the one form that all three know and that can be made here.
        File.WriteAllText(path, $"{User}:{{SHA}}{Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(Password)))}\n");
#pragma warning restore CA5350
        return path;
    }

    /// <summary>Who the server runs as may do everything in a folder.</summary>
    protected static void Open(DirectoryInfo folder) => Permit(folder, 0b111_111_111);

    private static void Permit(DirectoryInfo folder, int rights)
    {
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = (UnixFileMode)rights;
        }
    }
}
