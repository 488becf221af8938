using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Connector.Worker.Tests.Secrets;

/// <summary>Secrets of which each is told apart from all others, and where they must not be found.</summary>
internal sealed class Plants
{
    private readonly Dictionary<string, (string Secret, string User)> _planted = new(StringComparer.Ordinal);
    private readonly string _folder;

    public Plants(string folder) => _folder = Directory.CreateDirectory(Path.Combine(folder, "planted")).FullName;

    public string Folder => _folder;

    public IEnumerable<string> Names => _planted.Keys;

    public string Of(string name) => _planted[name].Secret;

    /// <summary>Plants one in a file.</summary>
    /// <param name="name">Whose it is.</param>
    /// <param name="user">Who goes with it.</param>
    /// <returns>The member of a document that names it.</returns>
    public string InFile(string name, string user = "")
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, New(name, user) + "\n");
        return $$"""{ "file": {{JsonSerializer.Serialize(path)}} }""";
    }

    /// <summary>Plants one in the environment, which the executable inherits.</summary>
    public string InEnvironment(string name, string user = "")
    {
        var variable = "PLANTED_" + name.Replace('-', '_').ToUpperInvariant();
        Environment.SetEnvironmentVariable(variable, New(name, user));
        return $$"""{ "environment": "{{variable}}" }""";
    }

    /// <summary>One that somebody else made.</summary>
    public void Known(string name, string secret, string user = "") => _planted[name] = (secret, user);

    /// <summary>The names of those that stand in a text or file, in any form in which they can be read.</summary>
    public IReadOnlyList<string> Within(byte[] bytes) => [.. _planted.Where(plant => Forms(plant.Value.Secret, plant.Value.User).Any(form => bytes.AsSpan().IndexOf(form) >= 0)).Select(plant => plant.Key)];

    public IReadOnlyList<string> Within(string text) => Within(Encoding.UTF8.GetBytes(text));

    /// <summary>Files below a folder with a secret in them, and whose.</summary>
    public IReadOnlyList<string> Below(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).Where(file => !file.StartsWith(_folder, StringComparison.Ordinal))
            .SelectMany(file => Within(Plain(file)).Select(name => $"{Path.GetRelativePath(folder, file)}: {name}")),
    ];

    private string New(string name, string user)
    {
        // With what is written otherwise in addresses, JSON, XML and base64.
        var secret = $"plant+{name}/={RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz0123456789", 12)}&x";
        _planted[name] = (secret, user);
        return secret;
    }

    private static byte[] Plain(string file)
    {
        using var bytes = new MemoryStream();
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var gzip = new System.IO.Compression.GZipStream(open, System.IO.Compression.CompressionMode.Decompress);
            gzip.CopyTo(bytes);
        }
        else
        {
            open.CopyTo(bytes);
        }

        return bytes.ToArray();
    }

    private static IEnumerable<byte[]> Forms(string secret, string user)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        string[] texts =
        [
            secret, Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.HtmlEncode(secret), JsonEncodedText.Encode(secret).ToString(), Convert.ToBase64String(bytes), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")),
        ];
        return texts.Distinct(StringComparer.Ordinal).SelectMany(text => new[] { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text) });
    }
}
