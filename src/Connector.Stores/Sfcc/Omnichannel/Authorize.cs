using System.Net.Http.Headers;

namespace Connector.Stores.Sfcc;

internal delegate ValueTask<AuthenticationHeaderValue?> Authorize(AuthenticationHeaderValue? refused, CancellationToken cancellation);
