using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Connector.Listings;

/// <summary>
/// Encrypts tokens before they are stored, by ASP.NET's Data Protection. Its keys lie in <c>keys</c> in the data folder, readable for the user of the worker alone, and not in the
/// state database: who has a backup of that has no tokens.
/// </summary>
public sealed class TokenSafe(ConnectorSettings settings)
{
    private const string Application = "Connector", Purpose = "tokens of TikTok's Shop Open Platform";
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder = Path.GetFullPath(Path.Combine(settings.Data, "keys"));
    private readonly Lock _gate = new();
    private IDataProtector? _protector;

    /// <summary>The token as it may be stored.</summary>
    public string Close(Secret token)
    {
        ArgumentNullException.ThrowIfNull(token);
        lock (_gate)
        {
            var closed = (_protector ??= New()).Protect(token.Reveal());
            Guard();
            return closed;
        }
    }

    /// <summary>The token itself.</summary>
    /// <exception cref="PersonMustDecideException"><c>shop.keys</c>: its key is not in the folder.</exception>
    public Secret Open(string account, string closed)
    {
        lock (_gate)
        {
            try
            {
                return new Secret((_protector ??= New()).Unprotect(closed));
            }
            catch (CryptographicException)
            {
                // Another process may have made a key since this one looked.
                _protector = New();
            }

            try
            {
                return new Secret(_protector.Unprotect(closed));
            }
            catch (CryptographicException)
            {
                throw new PersonMustDecideException(
                    "shop.keys", $"The tokens of account {account} cannot be decrypted: {_folder} lacks the key.",
                    $"Put the folder's files back from where they were kept, or authorise the app again: connector account authorize {account}.");
            }
        }
    }

    private IDataProtector New()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, Own | UnixFileMode.UserExecute);
            File.SetUnixFileMode(_folder, Own | UnixFileMode.UserExecute);
        }

        return DataProtectionProvider.Create(new DirectoryInfo(_folder), builder => builder.SetApplicationName(Application)).CreateProtector(Purpose);
    }

    /// <summary>Keys are written with the process's own mask.</summary>
    private void Guard()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(_folder, "*.xml"))
        {
            if (File.GetUnixFileMode(file) != Own)
            {
                File.SetUnixFileMode(file, Own);
            }
        }
    }
}
