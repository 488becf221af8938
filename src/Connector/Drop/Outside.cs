using System.Net;
using System.Net.Sockets;

namespace Connector.Drop;

/// <summary>
/// Fetches what an address names that came from outside: from a document, a shop, an answer. It must not make this machine call where its author could not: no proxy, no secret, no
/// redirect to another host, no private network.
/// </summary>
internal static class Outside
{
    private const int MostRedirects = 3;

    /// <summary>Fetches and reads.</summary>
    /// <param name="address">http or https.</param>
    /// <param name="allowLoopback">Whether this machine may be called: in sandboxes and tests.</param>
    /// <param name="read">Reads the body; what it does not read is not fetched.</param>
    /// <param name="cancellation">Ends it; brings the time limit too.</param>
    /// <exception cref="NotFetchedException">It was not fetched; says why.</exception>
    public static async Task<T> GetAsync<T>(Uri address, bool allowLoopback, Func<HttpContent, Task<T>> read, CancellationToken cancellation)
    {
        using var client = NewClient(allowLoopback);
        for (var hops = 0; hops <= MostRedirects; hops++)
        {
            if (address.Scheme is not ("http" or "https"))
            {
                throw new NotFetchedException($"{address.Scheme}: is no address on the web");
            }

            if (address.UserInfo.Length > 0)
            {
                throw new NotFetchedException("its address holds a user or password; everybody must be able to read it without");
            }

            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if ((int)answer.StatusCode is >= 300 and < 400 && answer.Headers.Location is { } location)
            {
                var next = new Uri(address, location);
                if (next.Scheme is not ("http" or "https") || next.IdnHost != address.IdnHost || (address.Scheme == "https" && next.Scheme == "http"))
                {
                    throw new NotFetchedException($"it leads on to {next.GetLeftPart(UriPartial.Authority)}; give the address at which the file is") { MayHeal = true };
                }

                address = next;
                continue;
            }

            if (!answer.IsSuccessStatusCode)
            {
                throw new NotFetchedException($"{address.Authority} answers {(int)answer.StatusCode} {answer.ReasonPhrase}") { MayHeal = true };
            }

            return await read(answer.Content);
        }

        throw new NotFetchedException($"it leads on and on, {MostRedirects} times and more");
    }

    /// <summary>A client whose connections go to public addresses alone.</summary>
    /// <param name="allowLoopback">Whether this machine may be called.</param>
    public static HttpClient NewClient(bool allowLoopback)
    {
        var handler = Http.NewHandler();
        handler.UseProxy = false;
        handler.ConnectCallback = (context, inner) => ConnectAsync(context, allowLoopback, inner);
        return new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Connects to a public address of the host alone, so that what is checked is what is called.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, bool allowLoopback, CancellationToken cancellation)
    {
        var host = context.DnsEndPoint;
        IPAddress[] all = IPAddress.TryParse(host.Host.Trim('[', ']'), out var given) ? [given] : await Dns.GetHostAddressesAsync(host.Host, cancellation);
        var open = all.Where(address => IsPublic(address) || (allowLoopback && IPAddress.IsLoopback(address))).ToArray();
        if (open.Length == 0)
        {
            throw new NotFetchedException($"{host.Host} lies in a private network");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, host.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether an address is one of the open internet. Source: IANA's registries of special-purpose addresses.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // 2000::/3 is what is given out; in it, 2001::/23 (Teredo among it), 2001:db8::/32, 3fff::/20 and 2002::/16 (6to4) stand for something else.
            var six = address.GetAddressBytes();
            return (six[0] & 0xE0) == 0x20 && !(six[0] == 0x20 && six[1] == 0x02) && !(six[0] == 0x3F && six[1] == 0xFF && six[2] < 0x10)
                && !(six[0] == 0x20 && six[1] == 0x01 && (six[2] < 2 || (six[2] == 0x0D && six[3] == 0xB8)));
        }

        var four = address.GetAddressBytes();
        return four switch
        {
            [0 or 10 or 127, ..] => false,
            [>= 224, ..] => false,
            [100, >= 64 and <= 127, ..] => false,
            [169, 254, ..] => false,
            [172, >= 16 and <= 31, ..] => false,
            [192, 168, ..] => false,
            [192, 0, 0 or 2, _] => false,
            [192, 88, 99, _] => false,
            [198, 18 or 19, ..] => false,
            [198, 51, 100, _] => false,
            [203, 0, 113, _] => false,
            _ => true,
        };
    }
}

/// <summary>Why something was not fetched.</summary>
internal sealed class NotFetchedException(string why) : Exception(why)
{
    /// <summary>Whether it may be there a while later: what is not found yet, or not to be read by everybody yet, or hidden behind a page while its host is worked on.</summary>
    public bool MayHeal { get; init; }
}
