using System.IO.Compression;
using CsvHelper;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Connector.Benchmarks.Whole;

/// <summary>A row of sheet tiktok-catalog as most would map it: one string a column, named as the column.</summary>
[CsvRecord]
internal sealed partial class PlainRow
{
    public string? sku_id { get; init; }

    public string? title { get; init; }

    public string? description { get; init; }

    public string? availability { get; init; }

    public string? condition { get; init; }

    public string? price { get; init; }

    public string? link { get; init; }

    public string? image_link { get; init; }

    public string? brand { get; init; }

    public string? additional_image_link { get; init; }

    public string? video_link { get; init; }

    public string? item_group_id { get; init; }

    public string? google_product_category { get; init; }

    public string? product_type { get; init; }

    public string? global_trade_item_number { get; init; }

    public string? manufacturer_part_number { get; init; }

    public string? age_group { get; init; }

    public string? gender { get; init; }

    public string? color { get; init; }

    public string? material { get; init; }

    public string? pattern { get; init; }

    public string? size { get; init; }

    public string? shipping_weight { get; init; }

    public string? sale_price { get; init; }

    public string? sale_price_effective_date { get; init; }

    public string? currency { get; init; }

    public string? custom_label_0 { get; init; }

    public string? custom_label_1 { get; init; }

    public string? custom_label_2 { get; init; }

    public string? custom_label_3 { get; init; }

    public string? custom_label_4 { get; init; }

    public string? internal_label_0 { get; init; }

    public string? internal_label_1 { get; init; }
}

/// <summary>The peer that most C# shops would write first: Dapper, CsvHelper, GZipStream, one thread.</summary>
internal static class PlainFeed
{
    public const string Name = "--plain-feed";

    public static int Go(string database, string file, int level)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly }.ToString());
        using var into = new GZipStream(File.Create(file), new ZLibCompressionOptions { CompressionLevel = level });
        using var csv = CsvWriter.Create(into, new CsvWriterOptions { Separator = ',', NewLine = "\n" });
        csv.WriteRecords(connection.Query<PlainRow>("SELECT * FROM rows ORDER BY rowid", buffered: false));
        return 0;
    }
}
