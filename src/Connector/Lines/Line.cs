namespace Connector.Lines;

/// <summary>An account's line to a host, with its breaker.</summary>
internal sealed class Line(string of, string host, BrokenLines broken, TimeProvider clock)
{
    private readonly Breaker _breaker = new();
    private readonly Lock _gate = new();
    private DateTimeOffset? _since;
    private BrokenLine? _rests;

    public string Host => host;

    /// <param name="call">Makes it.</param>
    /// <param name="isBrokenOff">Whether whoever ordered the call wants it no more: how it ended then says nothing of the host.</param>
    /// <exception cref="RemoteFailedException"><c>line.rests</c>: the breaker lets no call through.</exception>
    public async Task<HttpResponseMessage> CallAsync(Func<Task<HttpResponseMessage>> call, Func<bool> isBrokenOff)
    {
        var isTrial = Begin();
        try
        {
            var answer = await call().ConfigureAwait(false);
            if (LineBreakers.IsOutOfOrder(answer))
            {
                Failed(isTrial, $"answered {(int)answer.StatusCode}");
            }
            else
            {
                Well();
            }

            return answer;
        }
        catch (Exception failed)
        {
            if (!isBrokenOff() && Word(failed) is { } because)
            {
                Failed(isTrial, because);
            }
            else
            {
                Nothing(isTrial);
            }

            throw;
        }
    }

    private bool Begin()
    {
        lock (_gate)
        {
            if (_breaker.Lets(clock.GetUtcNow(), out var isTrial))
            {
                return isTrial;
            }

            var left = _rests!.Until - clock.GetUtcNow();
            throw new RemoteFailedException("line.rests", _rests.Sentence, _rests.Remedy) { RetryAfter = left > TimeSpan.Zero ? left : null };
        }
    }

    private void Well()
    {
        lock (_gate)
        {
            _since = null;
            if (_breaker.Well(clock.GetUtcNow()))
            {
                _rests = null;
                broken.Remove(of, host);
            }
        }
    }

    private void Failed(bool isTrial, string because)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            _since ??= now;
            if (_breaker.Failed(now, isTrial) is { } rest)
            {
                _rests = new BrokenLine(of, host, _since.Value, now + rest, because);
                broken.Put(_rests);
            }
        }
    }

    private void Nothing(bool isTrial)
    {
        lock (_gate)
        {
            _breaker.Nothing(isTrial);
        }
    }

    /// <summary>
    /// In words of our own: those of the other side, which an exception quotes, may repeat a password, and this is kept and shown for long. Null: it says nothing of the host.
    /// </summary>
    private static string? Word(Exception failed) => failed switch
    {
        OperationCanceledException => "no answer in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name is not found",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "no connection",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "no secure connection",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError } => "what it answers is no HTTP",
        HttpRequestException or IOException => "the line broke",
        _ => null,
    };
}
