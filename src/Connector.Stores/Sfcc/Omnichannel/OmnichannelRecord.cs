using Connector.Store;

namespace Connector.Stores.Sfcc;

/// <summary>One availability record.</summary>
/// <param name="Sku">The product.</param>
/// <param name="List">The location or group that the record itself names; null where it names none.</param>
/// <param name="Stock">Its stock; null where the record is deleted.</param>
internal readonly record struct OmnichannelRecord(string Sku, string? List, StockRecord? Stock);

/// <summary>What one line of a file, or one answer, holds besides its records.</summary>
/// <param name="List">A line that names a location or a group and no product: what follows is of it.</param>
/// <param name="Token">From which changes can be asked for, where the part says so.</param>
/// <param name="QueryAgain">A page says that there are more.</param>
/// <param name="Records">How many records it holds.</param>
internal readonly record struct OmnichannelPart(string? List, string? Token, bool QueryAgain, int Records);
