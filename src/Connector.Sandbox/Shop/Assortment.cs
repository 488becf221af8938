namespace Connector.Sandbox;

/// <summary>A word in both languages of the shop; the id stands in attributes and category ids.</summary>
internal sealed record Term(string Id, string English, string French);

/// <summary>A size attribute that masters share, with its values in both languages alike.</summary>
internal sealed record SizeRange(string Id, params string[] Values);

/// <summary>What a range of goods is called, where it stands and what it costs.</summary>
/// <param name="Sizes">How its sizes are told.</param>
/// <param name="From">Lowest price in whole pounds.</param>
/// <param name="To">Highest price in whole pounds.</param>
internal sealed record GoodsKind(Term Name, string Department, SizeRange Sizes, int From, int To, int Grams);

/// <summary>What the synthetic shop trades in.</summary>
internal static class Assortment
{
    private static readonly SizeRange Letters = new("letters", "XXS", "XS", "S", "M", "L", "XL", "XXL", "3XL");
    private static readonly SizeRange Waists = new("waists", "26", "28", "29", "30", "31", "32", "33", "34", "36", "38");
    private static readonly SizeRange Shoes = new("shoes", "3", "4", "5", "6", "6.5", "7", "7.5", "8", "9", "10", "11", "12");
    private static readonly SizeRange Litres = new("litres", "0.3 l", "0.5 l", "0.75 l", "1 l", "1.5 l", "2 l", "5 l");
    private static readonly SizeRange Beds = new("beds", "90 × 200", "135 × 200", "140 × 220", "160 × 220", "200 × 220", "240 × 260");
    private static readonly SizeRange Lengths = new("lengths", "60 cm", "80 cm", "100 cm", "120 cm", "160 cm", "180 cm");

    public static readonly SizeRange[] SizeRanges = [Letters, Waists, Shoes, Litres, Beds, Lengths];

    public static readonly Term[] Departments =
    [
        new("clothing", "Clothing", "Vêtements"),
        new("shoes", "Shoes", "Chaussures"),
        new("accessories", "Bags & Accessories", "Sacs & accessoires"),
        new("home", "Home & Living", "Maison"),
        new("outdoor", "Outdoor & Sport", "Plein air & sport"),
    ];

    public static readonly GoodsKind[] Kinds =
    [
        new(new("jackets", "Jacket", "Veste"), "clothing", Letters, 49, 249, 620),
        new(new("coats", "Coat", "Manteau"), "clothing", Letters, 89, 399, 1100),
        new(new("dresses", "Dress", "Robe"), "clothing", Letters, 35, 189, 380),
        new(new("skirts", "Skirt", "Jupe"), "clothing", Letters, 25, 99, 290),
        new(new("blouses", "Blouse", "Blouse"), "clothing", Letters, 25, 89, 180),
        new(new("shirts", "Shirt", "Chemise"), "clothing", Letters, 22, 95, 230),
        new(new("t-shirts", "T-Shirt", "T-shirt"), "clothing", Letters, 9, 45, 160),
        new(new("jumpers", "Jumper", "Pull"), "clothing", Letters, 29, 149, 450),
        new(new("hoodies", "Hoodie", "Sweat à capuche"), "clothing", Letters, 35, 99, 560),
        new(new("trousers", "Trousers", "Pantalon"), "clothing", Waists, 35, 139, 510),
        new(new("jeans", "Jeans", "Jean"), "clothing", Waists, 39, 159, 640),
        new(new("shorts", "Shorts", "Short"), "clothing", Waists, 15, 69, 270),
        new(new("nightwear", "Pyjamas", "Pyjama"), "clothing", Letters, 19, 79, 350),
        new(new("boots", "Boots", "Bottines"), "shoes", Shoes, 69, 259, 1400),
        new(new("trainers", "Trainers", "Baskets"), "shoes", Shoes, 45, 169, 820),
        new(new("sandals", "Sandals", "Sandales"), "shoes", Shoes, 25, 119, 540),
        new(new("slippers", "Slippers", "Chaussons"), "shoes", Shoes, 12, 59, 330),
        new(new("backpacks", "Backpack", "Sac à dos"), "accessories", Litres, 35, 199, 910),
        new(new("handbags", "Handbag", "Sac à main"), "accessories", Litres, 39, 349, 730),
        new(new("belts", "Belt", "Ceinture"), "accessories", Lengths, 15, 79, 210),
        new(new("scarves", "Scarf", "Écharpe"), "accessories", Lengths, 12, 89, 150),
        new(new("hats", "Hat", "Chapeau"), "accessories", Letters, 12, 59, 110),
        new(new("gloves", "Gloves", "Gants"), "accessories", Letters, 15, 69, 90),
        new(new("bedding", "Duvet Cover", "Housse de couette"), "home", Beds, 35, 229, 1700),
        new(new("blankets", "Blanket", "Couverture"), "home", Beds, 25, 159, 1300),
        new(new("curtains", "Curtain", "Rideau"), "home", Lengths, 19, 129, 980),
        new(new("rugs", "Rug", "Tapis"), "home", Lengths, 45, 449, 4200),
        new(new("vases", "Vase", "Vase"), "home", Litres, 12, 99, 870),
        new(new("bottles", "Bottle", "Gourde"), "outdoor", Litres, 9, 49, 310),
        new(new("sleeping-bags", "Sleeping Bag", "Sac de couchage"), "outdoor", Lengths, 59, 329, 1500),
    ];

    /// <summary>What a range is cut for; with the kind it names a category at the bottom of the tree.</summary>
    public static readonly Term[] Cuts =
    [
        new("everyday", "Everyday", "Quotidien"),
        new("travel", "Travel", "Voyage"),
        new("winter", "Winter", "Hiver"),
        new("summer", "Summer", "Été"),
        new("work", "Work", "Travail"),
        new("party", "Party", "Fête"),
        new("children", "Children", "Enfants"),
        new("rain", "Rain", "Pluie"),
    ];

    public static readonly Term[] Colours =
    [
        new("black", "Black", "Noir"), new("white", "White", "Blanc"), new("navy", "Navy", "Bleu marine"), new("moss", "Moss Green", "Vert mousse"),
        new("slate", "Slate Grey", "Gris ardoise"), new("rowan", "Rowan Red", "Rouge sorbier"), new("oat", "Oat", "Avoine"), new("sand", "Sand", "Sable"),
        new("ochre", "Ochre", "Ocre"), new("rust", "Rust", "Rouille"), new("plum", "Plum", "Prune"), new("heather", "Heather", "Bruyère"),
        new("sky", "Sky Blue", "Bleu ciel"), new("teal", "Teal", "Bleu canard"), new("ivory", "Ivory", "Ivoire"), new("camel", "Camel", "Camel"),
        new("chocolate", "Chocolate", "Chocolat"), new("lemon", "Lemon", "Citron"), new("coral", "Coral", "Corail"), new("rose", "Rose", "Rose"),
        new("silver", "Silver", "Argent"), new("olive", "Olive", "Olive"), new("denim", "Denim Blue", "Bleu denim"), new("charcoal", "Charcoal", "Anthracite"),
    ];

    public static readonly Term[] Materials =
    [
        new("cotton", "100 % organic cotton", "100 % coton biologique"), new("wool", "80 % wool, 20 % nylon", "80 % laine, 20 % nylon"),
        new("linen", "Washed linen", "Lin lavé"), new("viscose", "95 % viscose, 5 % elastane", "95 % viscose, 5 % élasthanne"),
        new("polyester", "Recycled polyester", "Polyester recyclé"), new("leather", "Vegetable-tanned leather", "Cuir à tannage végétal"),
        new("merino", "Merino wool", "Laine mérinos"), new("canvas", "Waxed canvas", "Toile cirée"), new("silk", "Silk & cotton", "Soie & coton"),
        new("down", "Duck down, nylon shell", "Duvet de canard, coque nylon"), new("steel", "Stainless steel", "Acier inoxydable"), new("stoneware", "Glazed stoneware", "Grès émaillé"),
    ];

    public static readonly Term[] Cares =
    [
        new("30", "Wash at 30 °C, do not tumble dry", "Laver à 30 °C, ne pas sécher en machine"), new("40", "Wash at 40 °C with like colours", "Laver à 40 °C avec des couleurs proches"),
        new("hand", "Wash by hand & dry flat", "Laver à la main & sécher à plat"), new("dry", "Dry clean only", "Nettoyage à sec uniquement"),
        new("wipe", "Wipe with a damp cloth", "Essuyer avec un chiffon humide"), new("60", "Wash at 60 °C", "Laver à 60 °C"),
    ];

    public static readonly string[] Seasons = ["spring-26", "summer-26", "autumn-26", "winter-26", "never-out-of-stock"];

    public static readonly string[] Genders = ["women", "men", "unisex"];
}
