using System.Globalization;
using System.Xml.Linq;

namespace Connector.Worker.Demo;

/// <summary>A shop at work: now and then a price or a stock figure changes in its export. Written beside and moved, as an export should be.</summary>
internal static class ShopChanges
{
    private static readonly XNamespace Prices = "http://www.demandware.com/xml/impex/pricebook/2006-10-31";
    private static readonly XNamespace Stock = "http://www.demandware.com/xml/impex/inventory/2007-05-31";

    /// <summary>Changes a few prices and stock figures.</summary>
    /// <returns>What was changed, in words.</returns>
    public static IReadOnlyList<string> Make(string shop, Random dice)
    {
        var said = new List<string>();
        Change(Path.Combine(shop, "pricebooks", "gbp-list.xml"), book =>
        {
            foreach (var table in Some(book.Descendants(Prices + "price-table").Where(table => table.Element(Prices + "amount") is not null), 2, dice))
            {
                var amount = table.Element(Prices + "amount")!;
                var before = decimal.Parse(amount.Value, CultureInfo.InvariantCulture);
                var after = Math.Max(1m, Math.Round(before * (decimal)(0.9 + (0.2 * dice.NextDouble())), 0)) - 0.01m;
                amount.Value = after.ToString("0.00", CultureInfo.InvariantCulture);
                said.Add(string.Create(CultureInfo.InvariantCulture, $"{table.Attribute("product-id")!.Value} now {after:0.00} GBP"));
            }
        });
        Change(Path.Combine(shop, "inventory-lists", "inventory_fellfern.xml"), list =>
        {
            foreach (var record in Some(list.Descendants(Stock + "record").Where(record => record.Element(Stock + "ats") is not null && record.Element(Stock + "allocation") is not null), 2, dice))
            {
                var quantity = dice.Next(0, 40).ToString(CultureInfo.InvariantCulture);
                (record.Element(Stock + "allocation")!.Value, record.Element(Stock + "ats")!.Value) = (quantity, quantity);
                said.Add($"{record.Attribute("product-id")!.Value} now {quantity} pieces");
            }
        });
        return said;
    }

    private static List<XElement> Some(IEnumerable<XElement> all, int count, Random dice)
    {
        var elements = all.ToArray();
        dice.Shuffle(elements);
        return [.. elements.Take(count)];
    }

    private static void Change(string path, Action<XDocument> change)
    {
        var document = XDocument.Load(path, LoadOptions.PreserveWhitespace);
        change(document);
        var beside = Path.Combine(Path.GetDirectoryName(path)!, "TEMP_" + Path.GetFileName(path));
        document.Save(beside);
        File.Move(beside, path, overwrite: true);
    }
}
