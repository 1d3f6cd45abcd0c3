# Why a request cannot be met. One message per code.

## What was sent
error-missing_front = Please add a photo of the whole body from the front.
error-missing_stature = Please give the height.
error-impossible_stature = A height of { $value } cannot be. Please give { $low } to { $high } millimetres.
error-impossible_mass = A weight of { $value } cannot be. Please give { $low } to { $high } kilograms.
error-missing_garment = Please choose a garment.
error-unknown_garment = There is no garment “{ $value }”.
error-unknown_colourway = There is no colourway “{ $value }”.
error-unknown_cloth = This garment is not cut from “{ $value }”.
error-unknown_style = “{ $garment }” is not worn as “{ $value }”, but as: { $list }.
error-not_worn_together = “{ $value }” is not worn with this garment.
error-not_put_on = This garment cannot be shown on a person yet; its pattern and papers can be made.
error-unknown_option = This garment has no option “{ $value }”.
error-option_out_of_range = Option “{ $field }” takes { $low } to { $high }, not { $value }.
error-unknown_dimension = There is no dimension “{ $value }”.
error-dimension_out_of_range = Dimension “{ $field }” takes { $low } to { $high } millimetres, not { $value }.
error-bad_number = “{ $field }” takes a number, not “{ $value }”.
error-bad_sex = Sex is female or male, or left out.
error-unknown_field = There is no field “{ $field }”.
error-repeated_field = The field “{ $field }” can be given once.
error-malformed = The form arrived broken. Please send it again.
error-too_large = The file is too large: at most { $limit } MB.
error-too_many_pixels = The picture has too many pixels. Please send one of at most 50 megapixels.
error-unsupported_image = This kind of picture cannot be read. Please send JPEG, PNG or WebP.
error-broken_image = The picture is damaged. Please send another.
error-refused_photo = The photo cannot be measured from.
error-cannot_draft = No pattern can be drafted from these measurements and options.
error-too_many_sheets = This garment would take { $value } sheets of A4, and { $high } are the most. Please print it on a roll or on A0, or chalk it from the cutting diagram.
error-roll_width = A roll of { $value } millimetres cannot be. Please give { $low } to { $high } millimetres.
error-order_too_long = The order number is too long for the square code.

## How the service stands
error-not_found = There is nothing here.
error-method_not_allowed = That cannot be done here.
error-not_ready = Not ready yet. Please wait a little.
error-too_busy = Busy just now. Please try again in { $seconds } seconds.
error-cancelled = Cancelled.
error-missing_library = This machine lacks the ONNX Runtime library and cannot look at photos: { $detail }
error-no_adapter = This machine has no Vulkan adapter and cannot draw pictures: { $detail }
error-missing_model = A model file is missing: { $detail }
error-unreadable_file = The file { $path } cannot be read: { $detail }
error-internal = Something went wrong on our side. We are sorry.
error-unknown_size = There is no size {$value} in GB/T 1335.
