using System.Text.Json.Serialization;

namespace Connector.Store;

// Nulls only: a false that is left out would come back as the constructor's default, true.
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CategoryRecord))]
[JsonSerializable(typeof(SharedVariationAttribute))]
[JsonSerializable(typeof(PriceBookHeader))]
[JsonSerializable(typeof(InventoryListHeader))]
internal sealed partial class MirrorJson : JsonSerializerContext;
