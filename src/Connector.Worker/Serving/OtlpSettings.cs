namespace Connector.Worker.Serving;

/// <summary>Where traces and metrics go: machine setting <c>otlp</c>.</summary>
internal sealed record OtlpSettings
{
    /// <summary>The members that the setting may have.</summary>
    public static readonly string[] Members = ["endpoint", "headers"];

    /// <summary>A collector's address, taking OTLP over HTTP: <c>http://127.0.0.1:4318</c>. Empty (default): nowhere, unless the standard variable OTEL_EXPORTER_OTLP_ENDPOINT names one.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Where headers for the collector are kept, as <c>name=value,name=value</c>: they may hold a key. Default: none.</summary>
    public SecretReference Headers { get; init; } = new();

    public static OtlpSettings Of(IConfiguration configuration) => new()
    {
        Endpoint = configuration["otlp:endpoint"] ?? "",
        Headers = new SecretReference { Environment = configuration["otlp:headers:environment"] ?? "", File = configuration["otlp:headers:file"] ?? "" },
    };

    /// <summary>Everything that is wrong, each with its cure; empty when all is well.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (Endpoint.Length > 0 && (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0))
        {
            yield return new Fault("settings", $"otlp.endpoint: '{Drop.Http.Shown(Endpoint)}' is no address", "write the collector's address, such as http://127.0.0.1:4318, and keys in otlp.headers");
        }
        else if (Endpoint.Length > 0 && !Headers.IsEmpty && new Uri(Endpoint) is { Scheme: "http", IsLoopback: false })
        {
            yield return new Fault("settings", $"otlp.endpoint: {Endpoint} is plain http, which shows the headers to the network", "use https, or leave otlp.headers out");
        }
    }
}
