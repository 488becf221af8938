using System.Security.Cryptography;

namespace Connector.Worker.Demo;

/// <summary>Secrets of the sandbox: one a file, readable for their owner only, made up when they are first needed.</summary>
internal static class SecretFiles
{
    /// <summary>The secret in a file; a new one where there is no file yet.</summary>
    public static string ReadOrMake(string path)
    {
        if (File.Exists(path))
        {
            return File.ReadLines(path).FirstOrDefault()?.Trim() is { Length: > 0 } kept
                ? kept
                : throw new PersonMustDecideException("secret.missing", $"The file {path} is empty.", "Its first line must be the secret; delete it to have one made up.");
        }

        var secret = RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 24);
        MakeFolder(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.WriteLine(secret);
        return secret;
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
