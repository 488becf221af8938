using System.Globalization;
using Connector.Drop;

namespace Connector.Listings;

/// <summary>
/// Brings images to TikTok, which shows only those that it has itself: each address is fetched and uploaded once for an account. An image that changes under the same address is not
/// noticed; give it another address.
/// </summary>
public sealed class ImageDepot(ConnectorSettings settings, ListingBook book, TimeProvider clock)
{
    /// <summary>TikTok takes images to 10 MB.</summary>
    public const int Most = 10 * 1024 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>TikTok's names of images, in the order given; those that could not be brought there have a fault instead, one that may heal among them in <c>Later</c>.</summary>
    /// <param name="account">The account.</param>
    /// <param name="api">Where to.</param>
    /// <param name="addresses">Where they are.</param>
    /// <param name="allTheSame">Whether to go on behind one that may heal.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<(IReadOnlyList<ImageUri> Images, IReadOnlyList<CallFault> Faults, CallFault? Later)> BringAsync(string account, ShopApi api, IReadOnlyList<string> addresses, bool allTheSame, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(addresses);
        var (images, faults) = (new List<ImageUri>(), new List<CallFault>());
        CallFault? later = null;
        foreach (var address in addresses)
        {
            if (book.Image(account, address) is { } known)
            {
                images.Add(new ImageUri(known));
                continue;
            }

            var (bytes, fault, mayHeal) = await FetchAsync(address, cancellation).ConfigureAwait(false);
            if (bytes is null)
            {
                faults.Add(fault!);
                if (mayHeal)
                {
                    // Whoever waits for this one asks for the others then.
                    later ??= fault;
                    if (!allTheSame)
                    {
                        break;
                    }
                }

                continue;
            }

            var outcome = await api.UploadImageAsync(bytes, NameOf(address), ImageUse.Main, cancellation).ConfigureAwait(false);
            if (outcome is { IsDone: true, Value.Uri: { Length: > 0 } uri })
            {
                book.KeepImage(account, address, uri, clock.GetUtcNow());
                images.Add(new ImageUri(uri));
            }
            else
            {
                faults.Add(new CallFault(
                    "call.image", $"TikTok does not take the image {address}: {(outcome.Faults.Count > 0 ? outcome.Faults[0].Sentence : "it gave no name for it")}",
                    "use a JPG, PNG or WEBP of 300 to 4,000 pixels a side and at most 10 MB"));
            }
        }

        return (images, faults, later);
    }

    private async Task<(byte[]? Bytes, CallFault? Fault, bool MayHeal)> FetchAsync(string address, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            return Uri.TryCreate(address, UriKind.Absolute, out var url)
                ? await Outside.GetAsync(url, settings.AllowLoopback, content => Http.ReadAtMostAsync(content, Most, either.Token), either.Token).ConfigureAwait(false) is { } bytes
                    ? IsImage(bytes) ? (bytes, null, false) : NotSeen("it is no JPG, PNG, WEBP, HEIC or BMP, whatever its address says", mayHeal: IsPage(bytes))
                    : NotSeen(string.Create(CultureInfo.InvariantCulture, $"it has more than {Most / 1024 / 1024} MB"))
                : NotSeen("it is no address");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NotSeen($"it did not come within {Longest.TotalSeconds:0} s", mayHeal: true);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or NotFetchedException)
        {
            var refused = broken as NotFetchedException ?? broken.InnerException as NotFetchedException;
            return NotSeen((refused ?? broken).Message.TrimEnd('.'), refused?.MayHeal ?? true);
        }

        (byte[]? Bytes, CallFault? Fault, bool MayHeal) NotSeen(string why, bool mayHeal = false) =>
            (null, new CallFault("call.image", $"the image {address} could not be fetched: {why}", "see that everybody can read it at that address"), mayHeal);
    }

    /// <summary>The formats that TikTok takes (facts 3.5), by their first bytes. What is none is not passed on: it could be anything that somebody could make this machine fetch.</summary>
    internal static bool IsImage(ReadOnlySpan<byte> bytes) => bytes is
        [0xFF, 0xD8, 0xFF, ..] or [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] or [(byte)'B', (byte)'M', ..]
        or [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..]
        or [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', ..];

    /// <summary>A page in the place of a picture, or nothing, says that its host is out of order.</summary>
    private static bool IsPage(ReadOnlySpan<byte> bytes) => bytes.TrimStart(" \t\r\n\uFEFF"u8) is [] or [(byte)'<' or (byte)'{', ..];

    private static string NameOf(string address) => Path.GetFileName(Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.AbsolutePath : address) is { Length: > 0 } name ? Uri.UnescapeDataString(name).Replace(' ', '-') : "image.jpg";
}
