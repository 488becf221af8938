using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector;

/// <summary>A password, key or token. It prints as <c>***</c> wherever it is written; only <see cref="Reveal"/> gives the text.</summary>
[JsonConverter(typeof(SecretJson))]
public sealed class Secret(string value)
{
    private readonly string _value = value;

    /// <summary>The text itself, for the one call that needs it; never for a log, a file or a command line.</summary>
    public string Reveal() => _value;

    public override string ToString() => "***";

    private sealed class SecretJson : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new JsonException("a secret cannot be written into a document; name an environment variable or a file that holds it");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue("***");
    }
}
