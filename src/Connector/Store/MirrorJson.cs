using System.Text.Json.Serialization;

namespace Connector.Store;

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(CategoryRecord))]
[JsonSerializable(typeof(SharedVariationAttribute))]
[JsonSerializable(typeof(PriceBookHeader))]
[JsonSerializable(typeof(InventoryListHeader))]
internal sealed partial class MirrorJson : JsonSerializerContext;
