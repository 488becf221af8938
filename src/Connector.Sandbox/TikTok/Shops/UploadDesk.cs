using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox;

/// <summary>Pictures and files, checked by their bytes (facts 3.5).</summary>
internal sealed class UploadDesk(ShopBook book)
{
    /// <summary>Where uploaded pictures are shown.</summary>
    public const string Pictures = "/shop-images/";

    private const long MaxPdfBytes = 20_000_000;
    private const long MaxFilmBytes = 100_000_000;
    private static readonly string[] UseCases = ["MAIN_IMAGE", "ATTRIBUTE_IMAGE", "DESCRIPTION_IMAGE", "CERTIFICATION_IMAGE", "SIZE_CHART_IMAGE"];
    private static readonly string[] Films = ["MP4", "MOV", "MKV", "WMV", "WEBM", "AVI", "3GP", "FLV", "MPEG"];

    public IEnumerable<ShopRoute> Routes =>
    [
        new("POST", "/product/202309/images/upload", ShopScopes.EditProducts, Image) { OfShop = false, Multipart = true },
        new("POST", "/product/202309/files/upload", ShopScopes.EditProducts, File) { OfShop = false, Multipart = true },
    ];

    private ShopAnswer Image(ShopCall call)
    {
        var use = call.Parts.TryGetValue("use_case", out var given) && given.Length > 0 ? Encoding.UTF8.GetString(given) : UseCases[0];
        if (!UseCases.Contains(use)) throw new ShopRefused(11050001, $"invalid param. use_case is {use}.");
        if (!call.Parts.TryGetValue("data", out var data) || data.Length == 0) throw new ShopRefused(12038002, "Invalid upload file. Please ensure you are passing the correct file data.");
        if (data.Length > call.Settings.MaxImageBytes) throw new ShopRefused(12038005, $"The file has {data.Length} bytes, {call.Settings.MaxImageBytes} are allowed.");
        if (ImageReading.Read(data) is not { } read) throw new ShopRefused(12038015, "Failed to process the image. Supported formats: JPG, JPEG, PNG, WEBP, HEIC, BMP.");
        var (format, width, height) = read;
        if (width <= 0 || height <= 0) throw new ShopRefused(12038004, $"Failed to process the image: it says that it is {format}, and its size cannot be read.");
        var (least, most) = use == "MAIN_IMAGE" ? (300, 4_000) : (100, 20_000);
        if (Math.Min(width, height) < least || Math.Max(width, height) > most || (use == "SIZE_CHART_IMAGE" && Math.Min(width, height) < 1_024))
            throw new ShopRefused(12038014, $"The image is {width} x {height} px; {(use == "SIZE_CHART_IMAGE" ? 1_024 : least)} to {most} px a side are allowed for {use}.");
        // Made square where it is too narrow or too wide: how (cut or filled up) is not documented.
        if (use is "MAIN_IMAGE" or "ATTRIBUTE_IMAGE" && (width * 4 < height * 3 || width * 3 > height * 4)) width = height = Math.Max(width, height);
        var name = Convert.ToHexStringLower(SHA256.HashData(data))[..32];
        var image = new UploadedImage("tos-standin-i/" + name, $"{call.Base}{Pictures}{name}.{format}", format, width, height, use);
        book.Uploads.Add(image, data, call.Settings.ImageBytesKept);
        return ShopAnswer.Ok(new JsonObject { ["height"] = height, ["uri"] = image.Uri, ["url"] = image.Url, ["use_case"] = use, ["width"] = width });
    }

    private ShopAnswer File(ShopCall call)
    {
        if (!call.Parts.TryGetValue("data", out var data)) throw new ShopRefused(12038002, "Invalid upload file. Please ensure you are passing the correct file data.");
        if (data.Length == 0) throw new ShopRefused(12019103, "Couldn't upload file, the file is empty.");
        var name = call.Parts.TryGetValue("name", out var given) ? Encoding.UTF8.GetString(given) : "";
        if (name.Length == 0) throw new ShopRefused(12019104, "The file name is empty.");
        if (name.Contains(' ', StringComparison.Ordinal) || name.Count(c => c == '.') != 1) throw new ShopRefused(12019105, $"The file name {name} must have no spaces, and one dot before its ending.");
        var format = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..].ToUpperInvariant();
        if (Kind(data) is not { } kind || (kind == "PDF") != (format == "PDF") || (kind != "PDF" && !Films.Contains(format))) throw new ShopRefused(12019105, "Failed to process the file. The format or content is not supported.");
        var most = kind == "PDF" ? MaxPdfBytes : MaxFilmBytes;
        if (data.Length > most) throw new ShopRefused(12038005, $"The file has {data.Length} bytes, {most} are allowed.");
        if (FilmSize(data) is var (width, height) && width > 0 && height > 0 && (width * 16 < height * 9 || width * 9 > height * 16)) throw new ShopRefused(12019122, $"The video ratio must be between 9:16 and 16:9; it is {width} x {height}.");
        var file = new UploadedFile(book.NewId(), $"{call.Base}/shop-files/{name}", name, format);
        book.Uploads.Add(file);
        return ShopAnswer.Ok(new JsonObject { ["format"] = format, ["id"] = file.Id, ["name"] = name, ["url"] = file.Url });
    }

    private static string? Kind(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith("%PDF-"u8)) return "PDF";
        if (data.Length > 12 && data[4..8].SequenceEqual("ftyp"u8)) return "MP4";
        if (data.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3])) return "MKV";
        if (data.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75])) return "WMV";
        if (data.StartsWith("FLV"u8)) return "FLV";
        if (data.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xBA]) || data.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xB3])) return "MPEG";
        return data.Length > 12 && data.StartsWith("RIFF"u8) && data[8..11].SequenceEqual("AVI"u8) ? "AVI" : null;
    }

    /// <summary>Of MP4 and its kin: the last two figures of the box <c>tkhd</c>, 16.16 each. 0 where it is another kind.</summary>
    private static (int Width, int Height) FilmSize(ReadOnlySpan<byte> data)
    {
        var at = data.IndexOf("tkhd"u8);
        if (at < 4) return (0, 0);
        var end = at - 4 + BinaryPrimitives.ReadInt32BigEndian(data[(at - 4)..]);
        return end > data.Length || end < at + 12 ? (0, 0) : (BinaryPrimitives.ReadInt32BigEndian(data[(end - 8)..]) >> 16, BinaryPrimitives.ReadInt32BigEndian(data[(end - 4)..]) >> 16);
    }
}
