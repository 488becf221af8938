using Connector.Drop;
using Connector.Policy.Documents;
using Connector.Policy.Stages;

namespace Connector.State;

/// <summary>
/// Looks at the default images of image policies when these are applied: JPG or PNG, 2 MB at the most. What cannot be reached is a warning, since
/// documents can be applied without a network; what is seen and is wrong is a fault. Checklist IMG-03.
/// </summary>
/// <remarks>
/// An address in a document must not make this machine call where its author could not: no proxy, no secret, no redirect to another host, no private
/// address, however its name resolves; no more than a few bytes are kept.
/// </remarks>
/// <param name="allowLoopback">Whether this very machine may be asked; for trials.</param>
/// <param name="limit">How long one image may take. Null: 10 s.</param>
public sealed class DefaultImageLook(bool allowLoopback, TimeSpan? limit = null)
{
    private readonly TimeSpan _limit = limit ?? TimeSpan.FromSeconds(10);

    /// <summary>Looks at every default image among the documents; documents that are no sound image policies are passed over.</summary>
    public async Task<DefaultImagesSeen> AtAsync(IReadOnlyList<DocumentText> given, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(given);
        var (faults, warnings) = (new List<DocumentFault>(), new List<DocumentFault>());
        foreach (var document in given.Where(document => document.Kind == DocumentKinds.Policy))
        {
            if (Documents.Read<ImagePolicy>(document, out _) is { DefaultImageUrl.Length: > 0 } policy)
            {
                var (isFault, sentence, remedy) = await AtAsync(new Uri(policy.DefaultImageUrl), cancellation);
                if (sentence.Length > 0)
                {
                    (isFault ? faults : warnings).Add(new DocumentFault(document.Where, "$.defaultImageUrl", sentence, remedy));
                }
            }
        }

        return new DefaultImagesSeen(faults, warnings);
    }

    private async Task<(bool IsFault, string Sentence, string Remedy)> AtAsync(Uri address, CancellationToken cancellation)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(_limit);
        try
        {
            var (head, length) = address.IsFile ? await FileAsync(address, time.Token) : await FetchAsync(address, time.Token);
            return DefaultImage.Judge(head, length) is var (sentence, remedy) ? (true, sentence, remedy)
                : address.IsFile ? (false, "the default image is a file of this machine, which TikTok cannot fetch", "put it onto a server, and give its https address")
                : (false, "", "");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NotSeen($"it did not come within {_limit.TotalSeconds:0.#} s");
        }
        catch (NotFetchedException why)
        {
            return NotSeen(why.Message);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            return NotSeen((broken.InnerException as NotFetchedException ?? broken).Message);
        }
    }

    private static (bool IsFault, string Sentence, string Remedy) NotSeen(string why) => (
        false, $"the default image could not be looked at: {why.TrimEnd('.')}", "see that the address shows a JPG or PNG of 2 MB at the most to everybody; rows without an image would name it");

    private static async Task<(byte[] Head, long Length)> FileAsync(Uri address, CancellationToken cancellation)
    {
        var file = new FileInfo(address.LocalPath);
        if (address.IsUnc || !file.Exists || file.LinkTarget is not null)
        {
            throw new NotFetchedException($"there is no file {address.LocalPath}");
        }

        // What has no length may be no file at all; opening it could wait for ever.
        if (file.Length == 0)
        {
            return ([], 0);
        }

        await using var open = file.OpenRead();
        var head = new byte[DefaultImage.Head];
        var got = await open.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        return (head[..got], file.Length);
    }

    private Task<(byte[] Head, long Length)> FetchAsync(Uri address, CancellationToken cancellation) =>
        Outside.GetAsync(address, allowLoopback, content => BytesAsync(content, cancellation), cancellation);

    /// <summary>Its beginning and its length; no more is read than tells that it is too long.</summary>
    private static async Task<(byte[] Head, long Length)> BytesAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var body = await content.ReadAsStreamAsync(cancellation);
        var head = new byte[DefaultImage.Head];
        var length = (long)await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        head = head[..(int)length];
        if (content.Headers.ContentLength is { } told)
        {
            return (head, told);
        }

        var rest = new byte[64 * 1024];
        int got;
        while (length <= DefaultImage.Most && (got = await body.ReadAsync(rest, cancellation)) > 0)
        {
            length += got;
        }

        return (head, length);
    }
}

/// <summary>What came of a look at default images.</summary>
/// <param name="Faults">Seen, and not what TikTok takes.</param>
/// <param name="Warnings">Not seen.</param>
public sealed record DefaultImagesSeen(IReadOnlyList<DocumentFault> Faults, IReadOnlyList<DocumentFault> Warnings);
