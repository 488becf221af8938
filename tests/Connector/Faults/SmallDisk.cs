using System.Diagnostics;
using System.Globalization;

namespace Connector.Tests.Faults;

/// <summary>A disk of its own for a folder: small, so that it can be full, and able to be read-only. Needs the right to mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;
    private readonly long _bytes;

    public SmallDisk(string folder, int megabytes)
    {
        (_folder, _bytes) = (folder, megabytes * 1_000_000L);
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", $"size={_bytes}", "connector-test", folder).Should().BeTrue();
    }

    /// <summary>Why there can be none here; null: there can be.</summary>
    public static string? Refusal { get; } = Find();

    /// <summary>Takes room away until so many bytes are left.</summary>
    public void LeaveRoom(long bytes)
    {
        using var ballast = new FileStream(Path.Combine(_folder, "ballast"), FileMode.Create, FileAccess.Write);
        var piece = new byte[4096];
        while (new DriveInfo(_folder).AvailableFreeSpace > bytes)
        {
            ballast.Write(piece);
            ballast.Flush();
        }
    }

    public void MakeRoom() => File.Delete(Path.Combine(_folder, "ballast"));

    public void OnlyRead(bool only) => Run("mount", "-o", $"remount,{(only ? "ro" : "rw")},size={_bytes}", _folder).Should().BeTrue();

    public void Dispose() => Run("umount", "-l", _folder);

    private static string? Find()
    {
        var folder = Directory.CreateTempSubdirectory("disk-").FullName;
        try
        {
            return Run("mount", "-t", "tmpfs", "-o", "size=1m", "connector-test", folder) && Run("umount", folder) ? null : "this user may not mount";
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a disk of its own; skipped where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.Refusal;
}
