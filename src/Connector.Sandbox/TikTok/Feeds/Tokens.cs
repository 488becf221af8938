using System.Security.Cryptography;
using System.Text;

namespace Connector.Sandbox;

/// <summary>Access tokens of interface B: those with which connections were set up, and those that a code was exchanged for.</summary>
internal sealed class Tokens(Holdings holdings, TimeProvider clock)
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Account, DateTimeOffset At, bool Used)> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _issued = new(StringComparer.Ordinal);
    private readonly HashSet<string> _revoked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _expired = new(StringComparer.Ordinal);

    /// <summary>The connections that a token opens.</summary>
    /// <exception cref="CallRefused">It opens none.</exception>
    public IReadOnlyList<StandInConnection> Opened(string token)
    {
        if (token.Length == 0) throw new CallRefused(40104, "Access token is empty");
        lock (_gate)
        {
            if (_expired.Contains(token)) throw new CallRefused(40102, "Access token has expired");
            var account = _issued.GetValueOrDefault(token);
            StandInConnection[] opened = _revoked.Contains(token) ? [] : [.. holdings.Connections().Where(c => c.ExternalBusinessId == account || Credentials.Same(token, c.AccessToken))];
            return opened.Length > 0 ? opened : throw new CallRefused(40105, "Access token is incorrect or has been revoked");
        }
    }

    /// <summary>A code, as the redirect after a person's consent would bring it: one hour, one use.</summary>
    public string Code(string account)
    {
        if (holdings.Connection(account) is null) throw new ArgumentException($"There is no account {account}.");
        lock (_gate)
        {
            var code = Made("code", account, _codes.Count);
            _codes[code] = (account, clock.GetUtcNow(), false);
            return code;
        }
    }

    public string Exchange(string code)
    {
        lock (_gate)
        {
            if (!_codes.TryGetValue(code, out var held) || held.Used || clock.GetUtcNow() > held.At + CodeLife) throw new CallRefused(40110, "auth_code is wrong, used or too old");
            _codes[code] = held with { Used = true };
            var token = Made("token", held.Account, _issued.Count);
            _issued[token] = held.Account;
            return token;
        }
    }

    public void Revoke(string token)
    {
        lock (_gate) _revoked.Add(token);
    }

    public void Expire(string token)
    {
        lock (_gate) _expired.Add(token);
    }

    /// <summary>The same history makes the same codes and tokens.</summary>
    private static string Made(string what, string account, int count) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{what}\n{account}\n{count}")))[..40];
}
